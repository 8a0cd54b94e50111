//! The words that tell names and deals, by class: one look-up a token, so that rules compare classes.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::tokens::{Token, hash_of};

/// What a word can do in a rule; each word has one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// Any other word.
    Other,
    // Deals: verbs and nouns.
    Acquire,
    Acquisition,
    Merge,
    Sell,
    Invest,
    Investment,
    Stake,
    Back,
    Raise,
    /// Verbs that need a round or deal as their object: secure, close, announce, sign.
    Obtain,
    Round,
    Lead,
    Participate,
    Investors,
    /// partner, partners, partnered: noun and verb.
    Partner,
    Partnership,
    Collaborate,
    Team,
    Deal,
    License,
    Supply,
    Supplier,
    Pay,
    Rent,
    Use,
    Available,
    Offer,
    Join,
    Customer,
    // What a deal is about.
    Compute,
    Hardware,
    Power,
    Rights,
    Valuation,
    // How certain it is.
    Reported,
    Talks,
    Ended,
    Blocked,
    Revised,
    Past,
    // Grammar.
    By,
    With,
    From,
    In,
    Of,
    To,
    For,
    On,
    Between,
    Preposition,
    Including,
    And,
    Or,
    Article,
    Pronoun,
    /// company, startup, firm, maker: what stands beside a name.
    OrgNoun,
    /// the two, both: with a plural, a pronoun for a pair.
    Pair,
    We,
    Its,
    That,
    Which,
    Clause,
    Negation,
    Auxiliary,
    Say,
    Adverb,
    Role,
    // Names.
    Institution,
    ProductNoun,
    FirstName,
    /// The last name of somebody that all papers name by it.
    Surname,
    Shopping,
    NoName,
    Place,
}

use Class as C;

const WORDS: &[(Class, &str)] = &[
    (
        C::Acquire,
        "acquire acquires acquired acquiring buy buys bought buying purchase purchases purchased purchasing reacquire reacquired reacquiring absorb absorbs absorbed absorbing acquihire acquihires acquihired hired hires snap snaps snapped snapping scoop scoops scooped scooping gobble gobbles gobbled",
    ),
    (
        C::Acquisition,
        "acquisition acquisitions takeover takeovers buyout buyouts merger mergers takeout acqui",
    ),
    (C::Merge, "merge merges merged merging"),
    (C::Sell, "sell sells sold selling"),
    (C::Invest, "invest invests invested investing"),
    (C::Investment, "investment investments backing"),
    (C::Stake, "stake stakes shares"),
    (C::Back, "back backs backed"),
    (C::Raise, "raise raises raised raising"),
    (
        C::Obtain,
        "secure secures secured securing close closes closed closing land lands landed landing snag snags snagged snagging bag bags bagged nab nabs nabbed score scores scored net nets netted complete completes completed completing collect collects collected haul announce announces announced announcing sign signs signed signing strike strikes struck striking ink inks inked inking reach reaches reached reaching forge forges forged forging seal seals sealed sealing enter enters entered entering form forms formed forming unveil unveils unveiled expand expands expanded expanding extend extends extended extending finalize finalizes finalized finalizing finalise finalised cut cuts disclose discloses disclosed confirm confirms confirmed win wins won has had have get gets got received receives receive picked picks scored make makes made making pursue pursued",
    ),
    (
        C::Round,
        "round rounds series seed funding financing fundraise fundraising fundraise venture-round raise-round capital equity preseed",
    ),
    (C::Lead, "lead leads led leading coled"),
    (
        C::Participate,
        "participation participated participating participate participates",
    ),
    (C::Investors, "investor investors backer backers funder"),
    (C::Partner, "partner partners partnered partnering"),
    (
        C::Partnership,
        "partnership partnerships collaboration collaborations alliance alliances venture tieup integration integrations initiative consortium pilot",
    ),
    (
        C::Collaborate,
        "collaborate collaborates collaborated collaborating cooperate cooperates cooperated cooperating work works worked working codeveloped",
    ),
    (C::Team, "team teams teamed teaming"),
    (
        C::Deal,
        "deal deals agreement agreements contract contracts pact pacts accord accords memorandum mou commitment commitments transaction transactions arrangement relationship ties",
    ),
    (
        C::License,
        "license licenses licensed licensing licence licences licenced licencing",
    ),
    (
        C::Supply,
        "supply supplies supplied supplying provide provides provided providing deliver delivers delivered delivering manufacture manufactures build builds built building produce produces host hosts hosted hosting power powers powered powering",
    ),
    (
        C::Supplier,
        "supplier suppliers provider providers vendor vendors host",
    ),
    (
        C::Pay,
        "pay pays paid paying spend spends spent spending commit commits committed committing",
    ),
    (
        C::Rent,
        "rent rents rented renting lease leases leased leasing",
    ),
    (
        C::Use,
        "use uses used using tap taps tapped tapping select selects selected selecting choose chooses chose chosen deploy deploys deployed deploying adopt adopts adopted rely relies relied relying leverage leverages leveraging integrate integrates integrated integrating order orders ordered ordering run runs running",
    ),
    (C::Offer, "offers offer offering"),
    (C::Available, "available offered accessible"),
    (C::Join, "join joins joined joining"),
    (
        C::Customer,
        "customer customers client clients tenant tenants",
    ),
    (
        C::Compute,
        "compute computing cloud clouds capacity gpus gpu tpus tpu hosting",
    ),
    (
        C::Hardware,
        "chip chips semiconductor semiconductors hardware servers server processors processor accelerators memory racks supercomputer supercomputers megawatts megawatt gigawatts gigawatt mw gw wafers",
    ),
    (
        C::Power,
        "electricity energy nuclear solar reactor reactors power-plant geothermal turbines utility",
    ),
    (
        C::Rights,
        "content copyright copyrighted archive archives catalog catalogue catalogs rights likeness likenesses characters journalism articles publisher publishers songs recordings",
    ),
    (
        C::Valuation,
        "valuation valuations valued valuing values worth revenue revenues arr capitalization sales profit earnings cap",
    ),
    (
        C::Reported,
        "reportedly reported reports rumored rumoured sources source familiar considering considers consider considered mulls mulling weighs weighing weigh exploring explore eyeing eyes nearing mull may might could would discussed discusses discussing discuss seeks seeking sought aims approached offered rumor rumors apparently attempted possible potential likely wants talked",
    ),
    (
        C::Talks,
        "talks negotiations negotiating discussions bid bids",
    ),
    (
        C::Ended,
        "ended ends ending end canceled cancelled canceling cancelling cancels cancel scrapped scraps collapse collapses collapsed terminated terminates terminate abandoned abandons abandon expire expires expired expiring split dissolved canceling parted faltered",
    ),
    (
        C::Blocked,
        "blocked blocks block rejected rejects reject denied denies refused refuses rebuffed rebuffs declined declines vetoed unsolicited thwarted",
    ),
    (
        C::Revised,
        "renegotiate renegotiated renegotiating revised revises revise amended amends amend restructured restructuring rework reworked",
    ),
    (
        C::Past,
        "previously earlier ago already former formerly originally initially prior",
    ),
    (C::By, "by"),
    (C::With, "with alongside"),
    (C::From, "from"),
    (C::In, "in into"),
    (C::Of, "of"),
    (C::To, "to"),
    (C::For, "for"),
    (C::On, "on through via"),
    (C::Between, "between among"),
    (
        C::Preposition,
        "at against about than like over under during without within toward towards amid across behind beyond upon near out up down versus vs despite unlike per beside besides around",
    ),
    (
        C::Including,
        "including include includes included such namely",
    ),
    (C::And, "and plus"),
    (C::Or, "or nor"),
    (
        C::Article,
        "a an the this these those another any some each every new its-own",
    ),
    (
        C::Pronoun,
        "it they he she them him they've they're someone somebody everyone everybody anyone anybody nobody others many most few several",
    ),
    (
        C::OrgNoun,
        "company companies startup startups firm firms maker makers lab labs giant developer developers provider-of operator unicorn platform upstart retailer automaker carmaker chipmaker rival competitor competitors rivals publisher studio bank nonprofit agency manufacturer insurer conglomerate brand subsidiary parent organization organisation vendor-of hyperscaler neocloud label fund group business outfit enterprise corporation incubator accelerator marketplace",
    ),
    (C::Pair, "two both pair duo three"),
    (C::We, "we us our we've we're we'll we'd"),
    (C::Its, "its their his her"),
    (C::That, "that"),
    (
        C::Which,
        "which what who whose whom where when while whereas because if although though but however yet",
    ),
    (
        C::Clause,
        "notably similarly specifically interestingly unfortunately then so after before as since until once unless meanwhile moreover furthermore additionally instead overall",
    ),
    (
        C::Negation,
        "not no never n't didn't doesn't won't without hasn't isn't wasn't cannot can't neither",
    ),
    (
        C::Auxiliary,
        "is are was were be been being will shall can do does did having",
    ),
    (
        C::Say,
        "say says said saying told tells tell adds added wrote writes believes thinks expects claims claimed argues argued noted notes according",
    ),
    (
        C::Adverb,
        "also now just recently officially formally finally currently already jointly publicly soon today yesterday quietly successfully actually only even still further separately together first later again",
    ),
    (
        C::Role,
        "ceo cto cfo coo cofounder cofounders founder founders president chairman chairwoman chair executive executives chief officer director head boss spokesperson spokesman spokeswoman secretary senator sen rep mr ms mrs dr professor prof analyst analysts judge engineer engineers researcher researchers scientist lawyer lawyers attorney author reporter editor journalist employee employees minister governor mayor commissioner congressman sir vp svp evp cmo cio cpo ciso managing general-partner coach actor director-general chancellor prime",
    ),
    (
        C::Institution,
        "university institute institution foundation agency department ministry commission association union council laboratory laboratories college society federation bureau committee alliance authority administration center centre government court academy guild board consortium parliament senate museum hospital clinic trust exchange office police navy army",
    ),
    (
        C::ProductNoun,
        "app apps chatbot chatbots assistant assistants model models tool tools browser device devices feature features phone phones headset glasses smartphone laptop speaker watch game games show series-finale movie film album console api apis agent agents service plugin extension subscription chip processor keyboard camera tv robot pytorch tensorflow vllm sglang llama.cpp ggml gguf onnx webgpu rocm lora qlora loras rope moe mtp kv linux unix ubuntu python javascript typescript kubernetes postgresql sql html json xml rlhf gpt gpts asr tts ocr fp8 fp16 bf16 int8 int4 mxfp4 nvfp4 oem erp rpg npc os ssd ram lidar lcd vpn vpns esim mah tflops pflops",
    ),
    (
        C::FirstName,
        "sam elon mark tim satya sundar jensen dario daniela jeff andy larry sergey bill steve ilya mira greg john james robert michael david william richard joseph thomas charles christopher daniel matthew anthony donald paul kevin brian george kenneth steven edward ronald jason ryan jacob gary nicholas eric jonathan stephen justin scott brandon benjamin samuel gregory frank alexander alexandr raymond patrick jack dennis jerry tyler aaron jose adam henry nathan douglas zachary peter kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean austin arthur lawrence jesse dylan bryan joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent russell elijah louis bobby philip johnny mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori tom mike dan ben chris matt nick tony jim bob rob ron ed ted ken max alex arvind aravind amit anil raj ravi sanjay vijay priya neha arjun rahul rohan demis mustafa yann geoffrey yoshua andrew andrej fei-fei lisa lip-bu masayoshi hiroshi kai jian wei li ming zhang arthur xavier francois pierre jean-luc antoine emmanuel nikolas ursula margrethe thierry giorgia pedro carlos luis miguel javier diego ivan vladimir dmitry sergei oleg natasha yuri igor tobias lars sven erik nils anders mikkel soren henrik matteo marco luca giuseppe francesco ahmed mohammed mohamed ali omar khalid fatima yusuf hassan tariq jony reid marc ben vinod naval garry dylan bret clara tristan emad noam palmer trae brad dustin marissa sheryl meg ginni safra jim ruth josh santosh jimmy laurene sujith sunny shubham aman arav parker tyler chamath reshma sundeep kwame tunde zach kate katie jake luke liam mia chloe zoe ava eva nina tara maya leo oscar felix hugo ian neil graham stuart nigel colin simon jared ivanka melania lina gavin kamala joe barack hillary nancy chuck mitch bernie ted marco pete tulsi kash pam howard lutnick jd karoline guillermo balaji elad shyam jaspreet winston liz kara casey kyle hayden connor cody brett derek drew evan ezra gideon hal hank ira jay joel karl kent kurt lance leon lloyd lou lyle marty mel miles morgan murray ned norm otis perry phil ray rex ross rudy russ seth shane sid spencer stan stu todd travis trent troy vance vern vic wade ward warren wes will zane alexandra anastasia bianca carmen celine daphne elena esther fiona gina greta ingrid irene jasmine joanna kristin lena lydia mina miriam monica naomi nadia paula petra rosa sabrina selena sonia sylvia tanya valerie vanessa vera wendy yvonne jonas anton klaus jurgen hans fritz stefan andreas florian moritz lukas hemant mukesh gautam nandan kunal deepinder ritesh byju sachin",
    ),
    (
        C::Surname,
        "musk altman zuckerberg bezos nadella pichai amodei ive trump biden obama huang cook jassy benioff ellison gates jobs wozniak thiel andreessen horowitz sutskever murati hassabis suleyman lecun hinton bengio karp luckey schmidt brin kushner hegseth vance xi putin macron starmer modi ambani nadal shazeer brockman karpathy kurian garman catz lutnick sacks newsom cuban ballmer dorsey chesky kalanick khosrowshahi gelsinger",
    ),
    (
        C::Shopping,
        "discount discounts discounted coupon coupons off bargain bargains cheaper retail",
    ),
    (
        C::NoName,
        "u.s u.k e.u d.c best top black friday cyber prime ai agi asi llm llms gpu gpus cpu cpus tpu tpus api apis us usa uk eu uae arr ipo saas vc vcs pr tv pc pcs it hr vr ar xr gdp ces ev evs ui ux sdk cli ide mcp rag nlp ml asic asics dram hbm hdmi oled led usb wi-fi wifi bluetooth gps nfc pdf faq q1 q2 q3 q4 h1 h2 ok am pm pt et pst pdt est edt gmt utc january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday christmas thanksgiving easter ramadan american americans chinese european europeans british french german japanese korean indian israeli canadian australian russian ukrainian taiwanese dutch swedish swiss italian spanish brazilian african asian arab saudi emirati singaporean irish norwegian danish finnish polish turkish mexican vietnamese thai indonesian western eastern northern southern democrat democrats republican republicans democratic gop big tech series ceo i i'm i've you you're you'll your how why there there's internet web english bible constitution world-cup olympics super bowl congress senate house parliament today yesterday tomorrow god nato-style magnificent nobel oscar oscars emmy grammy turing moore gen boomer winter summer spring fall autumn covid covid-19 pandemic y2k chapter section article figure table part photo image images credits credit getty via posted updated related read more sign share newsletter newsletters subscribe video disclosure editor note update also topics topic here multiple ugh users members participants concerns questions",
    ),
    (
        C::Place,
        "america europe asia africa china india japan korea taiwan singapore israel germany france britain england scotland wales ireland spain italy portugal netherlands belgium switzerland austria sweden norway denmark finland poland ukraine russia turkey iran iraq arabia qatar kuwait emirates dubai abu dhabi riyadh egypt nigeria kenya ghana rwanda ethiopia morocco mexico canada brazil argentina chile colombia peru australia zealand indonesia malaysia thailand vietnam philippines pakistan bangladesh california texas york washington nevada oregon arizona virginia georgia florida ohio michigan illinois pennsylvania massachusetts colorado utah tennessee mississippi louisiana indiana wisconsin minnesota missouri iowa kansas oklahoma nebraska dakota wyoming montana idaho alabama carolina kentucky maryland delaware connecticut hampshire vermont maine jersey hawaii alaska london paris berlin munich zurich geneva amsterdam brussels madrid barcelona lisbon milan rome vienna stockholm oslo copenhagen helsinki warsaw moscow kyiv istanbul tel aviv jerusalem tokyo osaka seoul beijing shanghai shenzhen hangzhou guangzhou hong kong taipei mumbai delhi bengaluru bangalore hyderabad chennai jakarta sydney melbourne toronto montreal vancouver ottawa waterloo boston seattle chicago austin dallas houston denver atlanta miami detroit phoenix philadelphia pittsburgh portland memphis nashville abilene palo alto mountain view menlo francisco san los angeles diego jose santa clara cruz monica silicon valley hollywood manhattan brooklyn wall street sand hill road davos st louis cambridge oxford edinburgh dublin lagos nairobi cairo johannesburg tahoe bay area midwest earth mars moon atlantic pacific",
    ),
];

/// The class of a token's word.
pub(crate) fn class_of(token: &Token) -> Class {
    if !token.shape.is_word() {
        return Class::Other;
    }
    TABLE.get(&token.hash).copied().unwrap_or(Class::Other)
}

/// Words that end the name of an organisation, whatever else they mean in lower case.
const ORG_ENDS: &str = "inc corp ltd llc plc gmbh pbc ag sa nv labs lab technologies technology ventures venture capital partners systems holdings robotics therapeutics pharmaceuticals pharma biosciences biotech semiconductor semiconductors software securities entertainment interactive networks motors airlines studios games media records pictures ai bank fund group company co corporation energy electric industries international solutions services analytics dynamics health healthcare aerospace management investments equity advisors advisers associates bros brothers intelligence vc communications telecom mobile logistics electronics instruments materials asset platforms collective enterprises financial insurance scientific genomics diagnostics labs lab capital partners ventures venture fund group bank global growth equity";

/// Whether a token is a word that ends an organisation's name.
pub(crate) fn ends_org(token: &Token) -> bool {
    token.shape.is_capital() && ENDS.contains(&token.hash)
}

static ENDS: LazyLock<FxHashSet<u64>> =
    LazyLock::new(|| ORG_ENDS.split(' ').map(hash_of).collect());

static TABLE: LazyLock<FxHashMap<u64, Class>> = LazyLock::new(|| {
    let mut table = FxHashMap::default();
    for (class, words) in WORDS {
        for word in words.split(' ') {
            // The first class that lists a word has it.
            table.entry(hash_of(word)).or_insert(*class);
        }
    }
    table
});
