//! Names of months and weekdays, in the languages of the news that people collect.

use jiff::civil::Weekday;

/// Every spelling of a month that is read, as one regular expression without groups: the longer first.
pub(in crate::collect) const MONTH: &str = "(?:january|janvier|januari|januar|janeiro|jänner|jaenner|enero|gennaio|stycznia|ocak|января|jan|\
february|fevereiro|februari|februar|février|fevrier|febrero|febbraio|lutego|şubat|февраля|févr|feb|fev|\
march|märz|maerz|marzo|março|maart|marca|mart|mars|марта|mär|mar|\
aprile|april|avril|abril|kwietnia|nisan|апреля|apr|avr|abr|\
maggio|mayıs|mayo|maio|maja|mei|may|mai|мая|\
giugno|czerwca|haziran|junio|junho|juni|june|juin|июня|jun|\
luglio|lipca|temmuz|juillet|julio|julho|juli|july|juil|июля|jul|\
augustus|august|agosto|sierpnia|ağustos|août|aout|августа|aug|ago|\
septiembre|september|septembre|setembro|settembre|września|eylül|сентября|sept|sep|\
october|octobre|octubre|oktober|outubro|ottobre|października|ekim|октября|oct|okt|\
november|novembre|noviembre|novembro|listopada|kasım|ноября|nov|\
december|décembre|decembre|diciembre|dicembre|dezembro|dezember|grudnia|aralık|декабря|dec|déc|dez|dic|\
كانون الثاني|تشرين الأول|تشرين الاول|تشرين الثاني|كانون الأول|كانون الاول|\
يناير|جانفي|فبراير|فيفري|شباط|مارس|آذار|أبريل|ابريل|إبريل|أفريل|نيسان|مايو|ماي|أيار|ايار|يونيو|يونيه|جوان|حزيران|\
يوليو|يوليه|جويلية|تموز|أغسطس|اغسطس|أوت|آب|سبتمبر|أيلول|ايلول|أكتوبر|اكتوبر|نوفمبر|ديسمبر)";

/// Every spelling of a weekday that is read, as one regular expression without groups.
pub(super) const WEEKDAY: &str = "(?:monday|montag|lundi|lunes|mon|\
tuesday|dienstag|mardi|martes|tues|tue|\
wednesday|mittwoch|mercredi|miércoles|miercoles|wed|\
thursday|donnerstag|jeudi|jueves|thurs|thur|thu|\
friday|freitag|vendredi|viernes|fri|\
saturday|samstag|sonnabend|samedi|sábado|sabado|sat|\
sunday|sonntag|dimanche|domingo|sun|\
الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة|السبت|الأحد|الاحد)";

/// The number of a month written as a word; `None` for any other word.
pub(super) fn month_number(word: &str) -> Option<i8> {
    const STARTS: [&[&str]; 12] = [
        &[
            "jan",
            "jän",
            "jaen",
            "ene",
            "gen",
            "sty",
            "oca",
            "янв",
            "ينا",
            "جان",
            "كانون الث",
        ],
        &[
            "feb", "fev", "fév", "lut", "şub", "фев", "فبر", "فيف", "شبا",
        ],
        &["mar", "mär", "maer", "maa", "мар", "مار", "آذا"],
        &[
            "apr", "avr", "abr", "kwi", "nis", "апр", "أبر", "ابر", "إبر", "أفر", "نيس",
        ],
        &[
            "may", "mai", "mag", "maj", "mei", "мая", "ماي", "أيا", "ايا",
        ],
        &[
            "jun", "juin", "giu", "cze", "haz", "июн", "يون", "جوا", "حزي",
        ],
        &[
            "jul", "juil", "lug", "lip", "tem", "июл", "يول", "جوي", "تمو",
        ],
        &[
            "aug", "ago", "aoû", "aou", "sie", "ağu", "авг", "أغس", "اغس", "أوت", "آب",
        ],
        &["sep", "set", "wrz", "eyl", "сен", "سبت", "أيل", "ايل"],
        &[
            "oct",
            "okt",
            "out",
            "ott",
            "paź",
            "eki",
            "окт",
            "أكت",
            "اكت",
            "تشرين الأ",
            "تشرين الا",
        ],
        &["nov", "lis", "kas", "ноя", "نوف", "تشرين الث"],
        &[
            "dec",
            "déc",
            "dez",
            "dic",
            "gru",
            "ara",
            "дек",
            "ديس",
            "كانون الأ",
            "كانون الا",
        ],
    ];
    let word = word.to_lowercase();
    // Three letters tell the months apart in every language of the table but for these.
    let by_start = |starts: &[&str]| starts.iter().any(|start| word.starts_with(start));
    let position = STARTS.iter().position(|starts| by_start(starts))?;
    i8::try_from(position + 1).ok()
}

/// The weekday written as a word.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let word = word.to_lowercase();
    let starts: [(&[&str], Weekday); 7] = [
        (&["mon", "lun", "الاث", "الإث"], Weekday::Monday),
        (&["tue", "die", "mard", "mart", "الثل"], Weekday::Tuesday),
        (
            &["wed", "mit", "mer", "mié", "mie", "الأر", "الار"],
            Weekday::Wednesday,
        ),
        (&["thu", "don", "jeu", "jue", "الخم"], Weekday::Thursday),
        (&["fri", "fre", "ven", "vie", "الجم"], Weekday::Friday),
        (
            &["sat", "sam", "sonna", "sáb", "sab", "السب"],
            Weekday::Saturday,
        ),
        (
            &["sun", "sonnt", "dim", "dom", "الأح", "الاح"],
            Weekday::Sunday,
        ),
    ];
    starts
        .iter()
        .find(|(starts, _)| starts.iter().any(|start| word.starts_with(start)))
        .map(|(_, day)| *day)
}

/// A number in figures, those of Arabic and Urdu among them.
pub(super) fn figures(text: &str) -> Option<i16> {
    let to_ascii = |c: char| match c {
        '٠'..='٩' => char::from_digit(u32::from(c) - u32::from('٠'), 10),
        '۰'..='۹' => char::from_digit(u32::from(c) - u32::from('۰'), 10),
        _ => Some(c),
    };
    text.chars()
        .map(to_ascii)
        .collect::<Option<String>>()?
        .parse()
        .ok()
}

/// A count as a figure or a small English number word.
pub(super) fn count(word: &str) -> Option<i32> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let word = word.to_lowercase();
    match word.as_str() {
        "a" | "an" | "einem" | "einer" | "un" | "une" | "una" => Some(1),
        _ => word.parse().ok().or_else(|| {
            WORDS
                .iter()
                .position(|known| *known == word)
                .and_then(|n| i32::try_from(n).ok())
        }),
    }
}
