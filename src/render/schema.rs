//! The JSON Schema of each command's output.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::wire;

/// The schema of what `command` writes as JSON (`search`, `show`, `eval`, `status`) or as one JSON line
/// (`add` with `--dry-run`, `export`, `batch`); `None` for a command that writes none.
pub fn schema(command: &str) -> Option<Value> {
    let schema = match command {
        "search" | "query" => of::<wire::SearchAnswer>(),
        "add" => of::<wire::AddRow>(),
        "export" => of::<wire::ExportRow>(),
        "batch" => of::<wire::BatchRow>(),
        "eval" | "eval run" | "eval score" => of::<wire::Evaluation>(),
        "eval-compare" | "eval compare" => of::<wire::Comparison>(),
        "show" => of::<wire::Shown>(),
        "status" => of::<wire::Status>(),
        "deals" => of::<wire::DealsAnswer>(),
        "stories" => of::<wire::StoriesAnswer>(),
        "timeline" => of::<wire::TimelineAnswer>(),
        "companies" => of::<wire::CompaniesAnswer>(),
        "topics" => of::<wire::TopicsAnswer>(),
        "pairs" => of::<wire::PairsAnswer>(),
        "stats" => of::<wire::StatsAnswer>(),
        "why" => of::<wire::WhyAnswer>(),
        "like" => of::<wire::LikeAnswer>(),
        "watch" | "watch run" => of::<wire::WatchAnswer>(),
        "watches" | "watch list" => of::<wire::WatchesAnswer>(),
        "history" | "show --history" => of::<wire::HistoryAnswer>(),
        "diff" => of::<wire::DiffAnswer>(),
        "lexicon" | "lexicon check" => of::<wire::LexiconAnswer>(),
        "feed" | "feed list" => of::<wire::FeedsAnswer>(),
        "feed-add" | "feed add" => of::<wire::FollowsAnswer>(),
        "feed-fetch" | "feed fetch" => of::<wire::VisitsAnswer>(),
        _ => return None,
    };
    Some(schema)
}

fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::render::samples;

    fn check(command: &str, output: &Value) {
        let schema = schema(command).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        if let Err(error) = validator.validate(output) {
            panic!(
                "{command}: {error} at {}\n{output:#}",
                error.instance_path()
            );
        }
    }

    #[test]
    fn outputs_hold_to_their_schemas() {
        let answer = serde_json::to_value(wire::SearchAnswer::from(&samples::answer())).unwrap();
        check("search", &answer);
        let empty = wire::SearchAnswer::from(&crate::query::answer::Answer::default());
        check("search", &serde_json::to_value(empty).unwrap());
        let batch = wire::BatchRow::new("q1", 1, &samples::answer().hits[0], 0);
        check("batch", &serde_json::to_value(batch).unwrap());
        for item in samples::items() {
            let row = wire::AddRow::new(&item, "plain text");
            check("add", &serde_json::to_value(row).unwrap());
        }
        let export = wire::ExportRow::new(
            &samples::answer().hits[0].article,
            "A *body*.",
            &crate::enrich::Facts::default(),
        );
        check("export", &serde_json::to_value(export).unwrap());
        let card = &samples::answer().hits[0].article;
        for start in [None, Some(3)] {
            let facts = wire::ExportRow::new(card, "text", &crate::enrich::Facts::default());
            let shown = wire::Shown::new(card, start, "text", facts);
            check("show", &serde_json::to_value(shown).unwrap());
        }
        let scores = wire::ByMetric(vec![
            ("ndcg@10".into(), Some(0.5)),
            ("map".into(), Some(0.25)),
            ("highlight@10".into(), None),
        ]);
        let evaluation = wire::Evaluation {
            version: wire::VERSION,
            queries: 1,
            metrics: scores.clone(),
            intervals: wire::ByMetric(vec![
                ("ndcg@10".into(), Some([0.25, 0.75])),
                ("highlight@10".into(), None),
            ]),
            counted: wire::ByMetric(vec![("ndcg@10".into(), 1)]),
            per_query: vec![wire::QueryScores {
                query: "q1".into(),
                scores,
            }],
        };
        let evaluation = serde_json::to_value(evaluation).unwrap();
        assert_eq!(
            evaluation["per_query"][0],
            json!({"query": "q1", "ndcg@10": 0.5, "map": 0.25, "highlight@10": null})
        );
        check("eval", &evaluation);
        check("status", &serde_json::to_value(samples::status()).unwrap());
    }

    #[test]
    fn a_schema_refuses_what_is_not_the_format() {
        let schema = schema("search").unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(!validator.is_valid(&json!({"version": 1})));
        let mut answer =
            serde_json::to_value(wire::SearchAnswer::from(&samples::answer())).unwrap();
        answer["hits"][0]["passages"][0]["marks"] = json!([[1]]);
        assert!(!validator.is_valid(&answer));
        assert!(super::schema("sing").is_none());
    }

    #[test]
    fn an_answer_reads_as_promised() {
        let answer = serde_json::to_value(wire::SearchAnswer::from(&samples::answer())).unwrap();
        let hit = &answer["hits"][0];
        assert_eq!(answer["version"], 1);
        assert_eq!(
            answer["covered"],
            json!({"from": "2025-01-02", "to": "2026-08-22"})
        );
        assert_eq!(hit["passages"][0]["id"], "k3f9@10+61");
        assert_eq!(hit["passages"][0]["marks"], json!([[2, 8], [26, 31]]));
        assert_eq!(hit["article"]["published_from"], "year-inferred");
        assert_eq!((&hit["copies"], &hit["story"]), (&json!(0), &Value::Null));
        let keys: Vec<&String> = hit.as_object().unwrap().keys().collect();
        let promised = [
            "rank",
            "score",
            "article",
            "passages",
            "companies",
            "topics",
            "deals",
            "copies",
            "story",
            "explain",
        ];
        assert_eq!(keys, promised);
    }
}
