//! `eval run`: a tiny test collection.

use crate::support::TestHome;

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
    run("ndcg@10=2").expect_code(2);
    run("fame@10=0.5").expect_error(2);
}

#[test]
fn a_folder_that_is_no_test_collection_is_an_error_with_a_hint() {
    let home = TestHome::new();
    home.run(["eval", "run", "nowhere"]).expect_error(2);
}
