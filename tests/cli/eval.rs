//! `eval`: tiny test collections, runs, and what can be wrong with them.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Ran, TestHome, fixture};

fn collection(home: &TestHome) {
    home.write(
        "tiny/corpus.jsonl",
        concat!(
            "{\"_id\":\"d1\",\"title\":\"Turbines\",\"text\":\"Gridhollow orders gas turbines.\"}\n",
            "{\"_id\":\"d2\",\"title\":\"Chips\",\"text\":\"Marrowbyte sells chips to Lanternfish.\"}\n",
            "{\"_id\":\"d3\",\"title\":\"\",\"text\":\"A lab without a name.\"}\n",
        ),
    );
    home.write(
        "tiny/queries.jsonl",
        "{\"_id\":\"q1\",\"text\":\"gas turbines\"}\n{\"_id\":\"q2\",\"text\":\"who sells chips\"}\n",
    );
    home.write(
        "tiny/qrels.tsv",
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\n",
    );
}

#[test]
fn what_is_ranked_first_everywhere_scores_one() {
    let home = TestHome::new();
    collection(&home);
    let ran = home.run([
        "eval",
        "run",
        "tiny",
        "--format",
        "json",
        "--run-out",
        "run.trec",
    ]);
    let row = ran.expect_code(0).rows().remove(0);
    assert_eq!(row["version"], 1);
    assert_eq!(row["queries"], 2);
    assert_eq!(row["metrics"]["ndcg@10"], 1.0);
    assert_eq!(row["metrics"]["mrr@10"], 1.0);
    assert_eq!(row["per_query"].as_array().unwrap().len(), 2);
    let run = fs_err::read_to_string(home.source("run.trec")).unwrap();
    assert!(run.starts_with("q1 Q0 d1 1 "), "{run}");
    // It needs no home and leaves none behind.
    assert!(!home.root().try_exists().unwrap());
}

#[test]
fn a_threshold_that_is_not_reached_fails_the_command() {
    let home = TestHome::new();
    collection(&home);
    home.write("tiny/qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td3\t1\n");
    let run = |least: &str| home.run(["eval", "run", "tiny", "--fail-under", least]);
    let ran = run("ndcg@10=0.9").expect_code(1);
    assert!(ran.stderr.contains("below 0.9"), "{ran}");
    run("ndcg@10=0").expect_code(0);
    // Every form of the same figure: log2(2) / log2(3) is printed as .6309.
    home.write("half.run", "q1 Q0 x 1 2 t\nq1 Q0 d3 2 1 t\n");
    for (least, code) in [
        ("0.6309", 0),
        ("0.6309297535714575", 0),
        ("0.6310", 1),
        ("0.7", 1),
    ] {
        let least = format!("ndcg@10={least}");
        let score = [
            "eval",
            "score",
            "half.run",
            "--qrels",
            "tiny/qrels.tsv",
            "--fail-under",
        ];
        home.run(score.iter().chain(&[least.as_str()]))
            .expect_code(code);
    }
    run("ndcg@10=2").expect_code(2);
    run("fame@10=0.5").expect_error(2);
    run("evidence_hit@10=0.5").expect_error(2);
}

#[test]
fn a_folder_that_is_no_test_collection_is_an_error_with_a_hint() {
    let home = TestHome::new();
    home.run(["eval", "run", "nowhere"]).expect_error(2);
    home.write("a.file", "x");
    let ran = home.run(["eval", "run", "a.file"]).expect_error(2);
    assert!(ran.stderr.contains("`a.file` is no folder"), "{ran}");
}

/// The only object that a command wrote.
fn object(ran: &Ran) -> Value {
    ran.rows().remove(0)
}

#[test]
fn files_of_trec_are_a_collection_too() {
    let home = TestHome::new();
    home.write(
        "trec/disk/news1",
        "<DOC>\n<DOCNO> LF-1 </DOCNO>\n<HEADLINE>Turbines</HEADLINE>\n<TEXT>Gridhollow orders gas turbines.</TEXT>\n</DOC>\n",
    );
    home.write(
        "trec/disk/news2",
        "<DOC>\n<DOCNO> LF-2 </DOCNO>\n<TEXT>Marrowbyte sells chips.</TEXT>\n</DOC>\n",
    );
    home.write(
        "trec/topics.1-2",
        "<top>\n<num> Number: 1\n<title> gas turbines\n</top>\n<top>\n<num> Number: 2\n<title> who sells chips\n</top>\n",
    );
    home.write("trec/qrels.1-2", "1 0 LF-1 1\n2 0 LF-2 1\n2 0 LF-1 -1\n");
    let ran = home.run([
        "eval",
        "run",
        "trec",
        "--format",
        "json",
        "--metrics",
        "map,rprec,bpref",
    ]);
    let row = object(&ran.expect_code(0));
    assert_eq!(
        row["metrics"],
        serde_json::json!({"map": 1.0, "rprec": 1.0, "bpref": 1.0})
    );
    // Wherever the tags stand, and whatever mark the file begins with.
    home.write(
        "trec/disk/news1",
        "\u{feff}<DOC><DOCNO>LF-1</DOCNO><TEXT>Gridhollow orders gas turbines.</TEXT></DOC><DOC><DOCNO>LF-3</DOCNO><TEXT>Nothing</TEXT></DOC>\n",
    );
    home.write(
        "trec/topics.1-2",
        "<top><num>1</num><title>gas turbines</title></top>\n<top><num>2</num><title>who sells chips</title></top>\n",
    );
    let again = home
        .run(["eval", "run", "trec", "--metrics", "map", "--format", "csv"])
        .expect_code(0);
    assert!(again.stdout.contains("all,map,1,1,1,2"), "{again}");
    assert_eq!(again.stderr, "");
    // What is named is not looked for.
    home.write("topics.tsv", "2\tchips\n");
    let named = [
        "--topics",
        "topics.tsv",
        "--documents",
        "trec/disk/news1",
        "--format",
        "json",
    ];
    let ran = home
        .run(["eval", "run", "trec"].iter().chain(&named))
        .expect_code(0);
    assert_eq!(object(&ran)["metrics"]["map"], 0.0);
    assert!(ran.stderr.contains("`LF-2` (trec/qrels.1-2:2)"), "{ran}");
    assert!(
        ran.stderr.contains("not asked and don't count: `1`"),
        "{ran}"
    );
}

#[test]
fn a_run_that_was_written_scores_as_it_did() {
    let home = TestHome::new();
    collection(&home);
    home.write("tiny/evidence.jsonl", "{\"query\":\"q2\",\"article\":\"d2\",\"evidence\":[\"Marrowbyte sells chips to Lanternfish.\"]}\n");
    let run = |out: &str| {
        let ran = home.run(["eval", "run", "tiny", "--format", "json", "--run-out", out]);
        object(&ran.expect_code(0))
    };
    let (by_trec, by_rows) = (run("out.run"), run("out.jsonl"));
    assert_eq!(by_trec, by_rows);
    assert_eq!(by_rows["metrics"]["evidence_recall@10"], 1.0);
    assert_eq!(by_rows["metrics"]["highlight@10"], 1.0);
    let score = |run: &str, more: &[&str]| {
        let start = [
            "eval",
            "score",
            run,
            "--qrels",
            "tiny/qrels.tsv",
            "--format",
            "json",
        ];
        object(&home.run(start.iter().chain(more)).expect_code(0))
    };
    let evidence = ["--evidence", "tiny/evidence.jsonl"];
    assert_eq!(score("out.jsonl", &evidence), by_rows);
    assert_eq!(
        score("out.run", &[])["metrics"]["map"],
        by_trec["metrics"]["map"]
    );
    assert_eq!(score("out.run", &["--fail-under", "map=1"])["queries"], 2);
}

#[test]
fn metrics_are_chosen_by_name_and_each_has_an_interval() {
    let home = TestHome::new();
    collection(&home);
    let ran = home.run([
        "eval",
        "run",
        "tiny",
        "--metrics",
        "p@1,recall@200",
        "--format",
        "csv",
    ]);
    insta::assert_snapshot!(ran.expect_code(0).stdout, @r"
    query,metric,value,low,high,queries
    all,p@1,1,1,1,2
    all,recall@200,1,1,1,2
    q1,p@1,1,,,
    q1,recall@200,1,,,
    q2,p@1,1,,,
    q2,recall@200,1,,,
    ");
    let ran = home.run(["eval", "run", "tiny", "--metrics", "ndcg@10,ndcg_exp@10"]);
    insta::assert_snapshot!(ran.expect_code(0).stdout, @r"
    2 judged queries

    metric         mean  95 % interval
    ndcg@10      1.0000  1.0000 to 1.0000
    ndcg_exp@10  1.0000  1.0000 to 1.0000
    ");
    let ran = home
        .run(["eval", "run", "tiny", "--metrics", "fame@10"])
        .expect_error(2);
    assert!(ran.stderr.contains("ndcg_exp@10"), "{ran}");
    for format in ["md", "jsonl"] {
        let ran = home.run(["eval", "run", "tiny", "--format", format]);
        let ran = ran.expect_error(2);
        assert!(ran.stderr.contains("text, json or csv"), "{ran}");
    }
}

/// A longer list begins as a shorter one does.
#[test]
fn figures_hang_on_no_other_metric_and_no_depth() {
    let home = TestHome::new();
    collection(&home);
    let figure = |more: &[&str]| {
        let start = ["eval", "run", "tiny", "--format", "json"];
        let ran = home.run(start.iter().chain(more)).expect_code(0);
        assert_eq!(ran.stderr, "");
        object(&ran)["metrics"]["ndcg@10"].clone()
    };
    let usual = figure(&[]);
    assert!(usual.is_number(), "{usual}");
    assert_eq!(figure(&["--metrics", "ndcg@10,recall@1000"]), usual);
    assert_eq!(figure(&["--metrics", "ndcg@10", "--depth", "10"]), usual);
    let one = [
        "--metrics",
        "p@1,ndcg@10",
        "--depth",
        "200",
        "--run-out",
        "one.run",
    ];
    assert_eq!(figure(&one), usual);
}

#[test]
fn an_id_with_white_space_is_refused_in_a_trec_run() {
    let home = TestHome::new();
    collection(&home);
    let run = |out: &str| home.run(["eval", "run", "tiny", "--run-out", out]);
    home.write(
        "tiny/corpus.jsonl",
        "{\"_id\":\"d 1\",\"text\":\"gas turbines\"}\n{\"_id\":\"d2\",\"text\":\"chips\"}\n",
    );
    home.write("tiny/qrels.tsv", "q\td\tscore\nq1\td 1\t1\n");
    let ran = run("out.run").expect_error(2);
    assert!(
        ran.stderr.contains("the id `d 1`") && ran.stderr.contains(".jsonl"),
        "{ran}"
    );
    run("out.jsonl").expect_code(0);
    let score = [
        "eval",
        "score",
        "out.jsonl",
        "--qrels",
        "tiny/qrels.tsv",
        "--format",
        "json",
    ];
    assert_eq!(
        object(&home.run(score).expect_code(0))["metrics"]["map"],
        1.0
    );
    home.write(
        "tiny/queries.jsonl",
        "{\"_id\":\"q1\",\"text\":\"gas\"}\n{\"_id\":\"q 2\",\"text\":\"gas\"}\n",
    );
    let ran = run("out.run").expect_error(2);
    assert!(ran.stderr.contains("the id `q 2`"), "{ran}");
}

#[test]
fn what_has_no_evidence_is_left_out_of_the_metrics_of_passages() {
    let home = TestHome::new();
    collection(&home);
    home.write(
        "tiny/evidence.jsonl",
        "{\"query\":\"q2\",\"article\":\"d2\",\"evidence\":[\"Marrowbyte sells chips to Lanternfish.\"]}\n",
    );
    let metrics = [
        "--metrics",
        "ndcg@10,evidence_hit@1,evidence_recall@10,highlight@10",
    ];
    let run = |more: &[&str]| {
        let start = ["eval", "run", "tiny"].iter().chain(&metrics);
        home.run(start.chain(more)).expect_code(0)
    };
    insta::assert_snapshot!(run(&[]).stdout, @r"
    2 judged queries

    metric                mean  95 % interval     queries
    ndcg@10             1.0000  1.0000 to 1.0000        2
    evidence_hit@1      1.0000  1.0000 to 1.0000        1
    evidence_recall@10  1.0000  1.0000 to 1.0000        1
    highlight@10        1.0000  1.0000 to 1.0000        1
    ");
    let row = object(&run(&["--format", "json", "--run-out", "out.jsonl"]));
    assert_eq!(row["queries"], 2);
    assert_eq!(row["counted"]["ndcg@10"], 2);
    assert_eq!(row["counted"]["evidence_hit@1"], 1);
    assert_eq!(row["per_query"][0]["evidence_hit@1"], Value::Null);
    // The other run marks nothing: no mark is right or wrong in both.
    home.write(
        "bare.jsonl",
        "{\"query\":\"q2\",\"article\":\"d2\",\"rank\":1,\"passage\":{\"text\":\"Marrowbyte sells chips to Lanternfish.\"}}\n",
    );
    let judged = [
        "--qrels",
        "tiny/qrels.tsv",
        "--evidence",
        "tiny/evidence.jsonl",
    ];
    let compare = |metrics: &str| {
        let start = [
            "eval",
            "compare",
            "out.jsonl",
            "bare.jsonl",
            "--metrics",
            metrics,
        ];
        home.run(start.iter().chain(&judged))
    };
    let ran = compare("evidence_hit@1,highlight@10").expect_code(0);
    assert!(
        ran.stderr.contains("`highlight@10` is left out")
            && ran.stdout.contains("evidence_hit@1  1.0000"),
        "{ran}"
    );
    compare("highlight@10").expect_error(2);
    let least = [
        "eval",
        "score",
        "bare.jsonl",
        "--fail-under",
        "highlight@10=0",
    ];
    let ran = home.run(least.iter().chain(&judged)).expect_code(1);
    assert!(
        ran.stderr
            .contains("highlight@10 can be measured of no query"),
        "{ran}"
    );
}

#[test]
fn evidence_that_bears_on_nothing_is_an_error() {
    let evidence = b"{\"query\":\"q2\",\"article\":\"d2\",\"evidence\":[\"chips\"]}\n";
    let score = [
        "score",
        "good.run",
        "--qrels",
        "tiny/qrels.tsv",
        "--evidence",
        "e.jsonl",
    ];
    check("e.jsonl", evidence, &score, "`good.run` holds no passages");
    let compare = [
        "compare",
        "good.run",
        "good.run",
        "--qrels",
        "tiny/qrels.tsv",
        "--evidence",
        "e.jsonl",
    ];
    check(
        "e.jsonl",
        evidence,
        &compare,
        "`good.run` holds no passages",
    );
    let other = b"{\"query\":\"q9\",\"article\":\"d2\",\"evidence\":[\"chips\"]}\n";
    check(
        "tiny/evidence.jsonl",
        other,
        &["run", "tiny"],
        "no query that is judged in `tiny/qrels.tsv` has evidence in `tiny/evidence.jsonl`",
    );
    let graded =
        b"{\"query\":\"q2\",\"article\":\"d2\",\"grade\":\"3\",\"evidence\":[\"chips\"]}\n";
    check(
        "tiny/evidence.jsonl",
        graded,
        &["run", "tiny"],
        "evidence.jsonl:1: `grade` is no whole number",
    );
}

#[test]
fn nothing_to_measure_is_an_error() {
    let row = |file: &str, bytes: &[u8], arguments: &[&str], expected: &str| {
        check(file, bytes, arguments, expected);
    };
    let none = b"q1 0 d1 0\nq2 0 d2 -1\n";
    let expected = "no document is judged relevant to a query of `good.run` in `zero.qrels`";
    let score = ["score", "good.run", "--qrels", "zero.qrels"];
    row("zero.qrels", none, &score, expected);
    let compare = ["compare", "good.run", "good.run", "--qrels", "zero.qrels"];
    row("zero.qrels", none, &compare, expected);
    let run = ["run", "tiny"];
    let expected = "no document is judged relevant to a query of `tiny/queries.jsonl`";
    row("tiny/qrels.tsv", none, &run, expected);
    let expected = "no query of `tiny/queries.jsonl` is judged in `tiny/qrels.tsv`";
    row("tiny/qrels.tsv", b"q9 0 d1 1\n", &run, expected);
    row(
        "tiny/corpus.jsonl",
        b"\n",
        &run,
        "`tiny/corpus.jsonl` holds no documents",
    );
    let folder = ["score", "good.run", "--qrels", "."];
    row("x", b"", &folder, "`.` is a folder, not a file");
    let folder = ["score", ".", "--qrels", "tiny/qrels.tsv"];
    row("x", b"", &folder, "`.` is a folder, not a file");
}

#[test]
fn nothing_is_printed_as_less_than_nothing() {
    let home = TestHome::new();
    collection(&home);
    home.write("none.run", "q1 Q0 x 1 1 t\n");
    let judged = ["--qrels", "tiny/qrels.tsv"];
    for format in ["text", "json", "csv"] {
        for command in [
            vec!["score", "none.run"],
            vec!["compare", "none.run", "none.run"],
        ] {
            let start = ["eval"].iter().chain(&command).chain(&judged);
            let ran = home.run(start.chain(&["--format", format])).expect_code(0);
            assert!(!ran.stdout.contains("-0"), "{ran}");
        }
    }
}

/// The judgements and runs that the metrics are held against.
fn trec(name: &str) -> String {
    fixture(&format!("trec/{name}")).display().to_string()
}

#[test]
fn two_runs_are_told_apart_query_by_query() {
    let home = TestHome::new();
    let qrels = trec("drawn.qrels");
    let better = fs_err::read_to_string(trec("drawn.run")).unwrap();
    // The other run has forgotten what it knew of every third document.
    let worse: Vec<&str> = better
        .lines()
        .enumerate()
        .filter(|(n, _)| n % 3 != 0)
        .map(|(_, l)| l)
        .collect();
    home.write("better.run", &better);
    home.write("worse.run", worse.join("\n"));
    let compare = |first: &str, second: &str, more: &[&str]| {
        let start = ["eval", "compare", first, second, "--qrels", &qrels];
        home.run(start.iter().chain(more)).expect_code(0)
    };
    let ran = compare(
        "worse.run",
        "better.run",
        &["--format", "json", "--metrics", "map"],
    );
    let map = &object(&ran)["metrics"][0];
    assert!(
        map["difference"].as_f64().unwrap() > 0.0 && map["p"].as_f64().unwrap() < 0.01,
        "{map:#}"
    );
    assert!(map["interval"][0].as_f64().unwrap() > 0.0, "{map:#}");
    assert!(map["wins"].as_u64() > map["losses"].as_u64(), "{map:#}");
    let deltas: Vec<f64> = map["per_query"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["difference"].as_f64().unwrap())
        .collect();
    assert!(deltas.is_sorted_by(|a, b| a >= b), "{deltas:?}");
    let again = compare(
        "worse.run",
        "better.run",
        &["--format", "json", "--metrics", "map"],
    );
    assert_eq!(again.stdout, ran.stdout);
    let same = compare(
        "better.run",
        "better.run",
        &["--format", "json", "--metrics", "map"],
    );
    let map = &object(&same)["metrics"][0];
    assert_eq!(
        (&map["p"], &map["difference"], &map["wins"]),
        (&1.0.into(), &0.0.into(), &0.into())
    );
    let text = compare(
        "worse.run",
        "better.run",
        &["--metrics", "ndcg@10,map", "-n", "2"],
    );
    insta::assert_snapshot!(text.stdout, @r"
    24 judged queries: the second run is better on +, the same on =, worse on -
    first   worse.run
    second  better.run

    metric    first  second  change   95 % interval          p  +/=/-
    ndcg@10  0.2787  0.3243  +0.0456  +0.010 to +0.088  0.0174  12/7/5
    map      0.1481  0.1806  +0.0325  +0.015 to +0.051  0.0020  14/5/5

    Most changed by ndcg@10

    query   first  second  change
       17  0.2814  0.6445  +0.3631
       14  0.4521  0.7277  +0.2756
       22  0.5799  0.5254  -0.0545
       10  0.0709  0.0000  -0.0709
    ");
    assert!(
        text.stderr
            .contains("leaves out, which count as 0: `19` and 1 more"),
        "{text}"
    );
    let table = compare("worse.run", "better.run", &["--format", "csv"]).stdout;
    assert!(table.starts_with(
        "metric,query,first,second,difference,low,high,p,wins,ties,losses\nndcg@10,all,"
    ));
}

/// What a program is, and no list.
const BINARY: [u8; 9] = [0x7f, b'E', b'L', b'F', 0, 0xff, 0xfe, b'\n', 0];

/// Writes a file beside a small collection and a good run; the command then ends with an error that says
/// this.
fn check(file: &str, bytes: &[u8], arguments: &[&str], expected: &str) {
    let home = TestHome::new();
    collection(&home);
    home.write("good.run", "q1 Q0 d1 1 1 t\n");
    home.write(file, bytes);
    let ran = home.run(["eval"].iter().chain(arguments)).expect_error(2);
    assert!(ran.stderr.contains(expected), "{expected}: {ran}");
}

#[test]
fn what_is_wrong_with_a_run_is_said_with_its_line() {
    let row = |bytes: &[u8], expected: &str| {
        let score = ["score", "bad.run", "--qrels", "tiny/qrels.tsv"];
        check("bad.run", bytes, &score, expected);
    };
    row(
        b"q1 Q0 d1 1 1 t\nq1 Q0 d1 2 0.5 t\n",
        "bad.run:2: `d1` stands twice",
    );
    for score in ["NaN", "inf", "1e400"] {
        row(
            format!("q1 Q0 d1 1 {score} t\n").as_bytes(),
            &format!("bad.run:1: `{score}` is no score, which is a finite number"),
        );
    }
    row(b"q1 Q0 d1 1 t\n", "bad.run:1: 5 columns, not 6");
    row(
        b"{\"query\":\"q1\",\"article\":\"d1\",\"passage\":{\"text\":5}}\n",
        "bad.run:1: `passage.text` is no text",
    );
    row(&BINARY, "bad.run:1: no UTF-8");
    row(b"", "no query of `bad.run` is judged in `tiny/qrels.tsv`");
    row(
        b"q9 Q0 d1 1 1 t\n",
        "no query of `bad.run` is judged in `tiny/qrels.tsv`",
    );
    row(
        b"{\"query\":\"q1\"}\n",
        "bad.run:1: the record has no `article`",
    );
    let compare = [
        "compare",
        "good.run",
        "nowhere.run",
        "--qrels",
        "tiny/qrels.tsv",
    ];
    check("x", b"", &compare, "nowhere.run");
}

#[test]
fn what_is_wrong_with_judgements_is_said_with_its_line() {
    let row = |bytes: &[u8], expected: &str| {
        let score = ["score", "good.run", "--qrels", "bad.qrels"];
        check("bad.qrels", bytes, &score, expected);
    };
    row(b"q1\td1\n", "bad.qrels:1: 2 columns");
    row(b"q1 0 d1 1\nq1 0 d1 2\n", "bad.qrels:2: `d1` is judged 2");
    row(b"q1 0 d1 high\n", "bad.qrels:1: `high` is no grade");
    row(&BINARY, "bad.qrels:1: no UTF-8");
    row(b"", "no query of `good.run` is judged in `bad.qrels`");
}

#[test]
fn what_is_wrong_with_a_collection_is_said_with_its_line() {
    let row = |file: &str, bytes: &[u8], expected: &str| {
        check(&format!("tiny/{file}"), bytes, &["run", "tiny"], expected);
    };
    let twice = b"{\"_id\":\"q\",\"text\":\"a\"}\n{\"_id\":\"q\",\"text\":\"b\"}\n";
    row(
        "queries.jsonl",
        twice,
        "queries.jsonl:2: the query `q` stands twice",
    );
    row("queries.jsonl", b"", "queries.jsonl` holds no queries");
    row("queries.jsonl", &BINARY, "queries.jsonl:1: no UTF-8");
    let unnumbered = b"<top>\n<title> x\n</top>\n";
    row(
        "queries.jsonl",
        unnumbered,
        "queries.jsonl:3: the topic that ends here has no number",
    );
    let merged = b"<top>\n<num>1\n<title>a\n<top>\n<num>2\n<title>b\n</top>\n";
    row(
        "queries.jsonl",
        merged,
        "queries.jsonl:4: a topic begins, and that of line 1 has no `</top>`",
    );
    row(
        "queries.jsonl",
        b"{\"_id\":\"q1\",\"text\":5}\n",
        "queries.jsonl:1: the `text` of query `q1` is no text: 5",
    );
    let twice = b"{\"_id\":\"a\"}\n{\"_id\":\"a\"}\n";
    row(
        "corpus.jsonl",
        twice,
        "corpus.jsonl:2: the document `a` stands twice",
    );
    row(
        "corpus.jsonl",
        b"{\"_id\":\"a\"}\nnonsense\n",
        "corpus.jsonl:2: no JSON",
    );
    row("corpus.jsonl", &BINARY, "corpus.jsonl:1: no UTF-8");
    row(
        "corpus.jsonl",
        b"<DOC>\n<DOCNO>a</DOCNO>\n",
        "corpus.jsonl:1: the document has no `</DOC>`",
    );
    row(
        "evidence.jsonl",
        b"{\"query\":\"q1\"}\n",
        "evidence.jsonl:1: the record has no `article`",
    );
    let out = ["run", "tiny", "--run-out", "no/such/folder"];
    check("x", b"", &out, "cannot write the run");
}

#[test]
fn what_is_odd_is_said_and_does_no_harm() {
    let home = TestHome::new();
    collection(&home);
    home.write(
        "tiny/queries.jsonl",
        "{\"_id\":\"q1\",\"text\":\"gas turbines\"}\n{\"_id\":\"q2\",\"text\":\" ?!\"}\n",
    );
    home.write(
        "tiny/qrels.tsv",
        "q1\td1\t1\nq1\tgone\t2\nq2\td2\t1\nq3\td2\t1\n",
    );
    let ran = home
        .run([
            "eval",
            "run",
            "tiny",
            "--format",
            "json",
            "--depth",
            "99999999999",
        ])
        .expect_code(0);
    insta::assert_snapshot!(ran.stderr, @r"
    note: queries without words, which find nothing: `q2`
    note: judged queries that are not asked and don't count: `q3`
    note: judged documents that are not in the collection: `gone` (tiny/qrels.tsv:2)
    ");
    let row = object(&ran);
    assert_eq!(
        (&row["queries"], &row["metrics"]["mrr@10"]),
        (&2.into(), &0.5.into())
    );
    // Quiet is quiet.
    assert_eq!(
        home.run(["-q", "eval", "run", "tiny"])
            .expect_code(0)
            .stderr,
        ""
    );
}

#[test]
fn long_questions_and_long_runs_are_no_trouble() {
    let home = TestHome::new();
    collection(&home);
    let words: Vec<String> = (0..5000).map(|n| format!("turbine{n} gas")).collect();
    home.write(
        "tiny/queries.tsv",
        format!("q1\t{}\nq2\tchips\n", words.join(" ")),
    );
    let queries = ["--queries", "tiny/queries.tsv", "--format", "json"];
    let ran = home
        .run(["eval", "run", "tiny"].iter().chain(&queries))
        .expect_code(0);
    assert_eq!(object(&ran)["metrics"]["mrr@10"], 1.0);
    let mut run = String::new();
    for n in 0..100_000 {
        writeln!(run, "q{} Q0 d{n} 1 {} t", n % 100, 100_000 - n).unwrap();
    }
    home.write("long.run", run);
    let ran = home.run([
        "eval",
        "score",
        "long.run",
        "--qrels",
        "tiny/qrels.tsv",
        "--format",
        "json",
    ]);
    assert_eq!(object(&ran.expect_code(0))["metrics"]["mrr@10"], 1.0);
}

#[test]
fn help_tells_the_formats_and_what_is_missing_is_named() {
    let home = TestHome::new();
    let ran = home.run(["help", "eval", "run"]).expect_code(0);
    assert!(
        ran.stdout.contains("evidence.jsonl") && ran.stdout.contains("--run-out"),
        "{ran}"
    );
    home.run(["help", "eval", "dance"]).expect_error(2);
    home.run(["eval", "compare", "one.run", "--qrels", "q"])
        .expect_error(2);
    home.run(["eval", "score", "one.run"]).expect_error(2);
}
