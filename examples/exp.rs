use jiff::civil::date;
use newsdex::article::*;
use newsdex::corpus::Filed;
use newsdex::index::*;
use newsdex::query::{self, *};
use std::io::{BufRead, Write};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (cmd, dir) = (a[1].as_str(), std::path::PathBuf::from(&a[2]));
    if cmd == "build" {
        let _ = std::fs::remove_dir_all(&dir);
        let f = IndexFolder::create_next(&dir).unwrap();
        let mem: usize = a.get(4).and_then(|x| x.parse().ok()).unwrap_or(256_000_000);
        let w = Writer::open(
            &f,
            WriterLimits {
                n_threads: 2,
                max_memory_bytes: mem,
            },
        )
        .unwrap();
        let fields = Fields::schema().1;
        let r = std::io::BufReader::new(std::fs::File::open(&a[3]).unwrap());
        let mut n = 0;
        let mut t_block = std::time::Duration::ZERO;
        for l in r.lines() {
            let l = l.unwrap();
            let v: serde_json::Value = serde_json::from_str(&l).unwrap();
            let g = |k: &str| v.get(k).and_then(|x| x.as_str()).map(str::to_owned);
            let id = g("_id").or(g("id")).unwrap();
            let day =
                g("date").and_then(|d| d.get(..10).and_then(|d| d.parse::<PartialDay>().ok()));
            let art = Article {
                id: ArticleId::new(&id).unwrap(),
                title: Title::new(&g("title").unwrap_or_default())
                    .unwrap_or_else(|| Title::new("untitled").unwrap()),
                title_from: TitleFrom::Given,
                published: day.map(|d| Published {
                    day: d,
                    from: PublishedFrom::Given,
                }),
                url: g("url"),
                site: g("source"),
                author: None,
                credits: vec![],
                language: None,
                added: date(2026, 11, 25),
                as_of: None,
                body: htmlize::unescape(&g("text").unwrap()).replace("\r", ""),
            };
            let filed = Filed {
                article: art,
                path: "x".into(),
            };
            let t = std::time::Instant::now();
            let b = block(&fields, &filed);
            t_block += t.elapsed();
            w.put(&filed.article.id, b, true).unwrap();
            n += 1;
        }
        w.commit("1").unwrap();
        f.make_current().unwrap();
        eprintln!("{n} articles, block time {t_block:?}");
        return;
    }
    if cmd == "plainbuild" {
        use tantivy::schema::*;
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        let mut b = Schema::builder();
        let t = b.add_text_field(
            "title",
            TextOptions::default().set_stored().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("en_stem")
                    .set_index_option(IndexRecordOption::WithFreqsAndPositions),
            ),
        );
        let x = b.add_text_field(
            "text",
            TextOptions::default().set_stored().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("en_stem")
                    .set_index_option(IndexRecordOption::WithFreqsAndPositions),
            ),
        );
        let ix = tantivy::Index::create_in_dir(&dir, b.build()).unwrap();
        let mut w: tantivy::IndexWriter = ix.writer_with_num_threads(2, 256_000_000).unwrap();
        let r = std::io::BufReader::new(std::fs::File::open(&a[3]).unwrap());
        for l in r.lines() {
            let l = l.unwrap();
            let v: serde_json::Value = serde_json::from_str(&l).unwrap();
            let title = v["title"].as_str().unwrap_or("").to_owned();
            let body = htmlize::unescape(v["text"].as_str().unwrap()).replace("\r", "");
            for p in newsdex::enrich::split(&body, &newsdex::enrich::Limits::default()) {
                let mut d = tantivy::TantivyDocument::new();
                let _ = (t, &title);
                d.add_text(t, &title);
                d.add_text(x, &body[p.span]);
                w.add_document(d).unwrap();
            }
        }
        w.commit().unwrap();
        w.wait_merging_threads().unwrap();
        return;
    }
    let f = IndexFolder::current(&dir).unwrap();
    let s = Snapshot::open(&f).unwrap();
    eprintln!(
        "{} articles {} passages {} segments",
        s.n_articles(),
        s.n_passages(),
        s.segments().len()
    );
    let mut req = Request::ranked(date(2026, 11, 25));
    req.relaxes = false;
    for kv in a.iter().skip(4) {
        let Some((k, v)) = kv.split_once('=') else {
            continue;
        };
        let v: f64 = v.parse().unwrap();
        match k {
            "exact" => req.weights.exact = v,
            "article" => req.weights.article = v,
            "pairs" => req.weights.pairs = v,
            "limit" => req.limit = v as usize,
            _ => {}
        }
    }
    let mut out = std::io::BufWriter::new(std::io::stdout());
    if cmd == "q" {
        let p = query::parse::parse(&a[3], date(2026, 11, 25)).unwrap();
        req.explain = true;
        req.relaxes = true;
        let ans = search(&s, &a[3], &p, &req).unwrap();
        println!("{:#?}", ans.understood);
        println!("{:?}", ans.total);
        for h in ans.hits {
            println!(
                "{} {:.3} {} {:?}",
                h.rank,
                h.score,
                h.article.title,
                h.article.published.map(|p| p.day.to_string())
            );
            for p in h.passages {
                println!(
                    "   {:?} {}",
                    p.marks
                        .iter()
                        .map(|m| &p.text[m.clone()])
                        .collect::<Vec<_>>(),
                    p.text
                        .chars()
                        .take(200)
                        .collect::<String>()
                        .replace("\n", " ")
                );
            }
        }
        return;
    }
    if cmd == "batch" {
        req.limit = 100.max(req.limit);
        for l in std::io::BufReader::new(std::fs::File::open(&a[3]).unwrap()).lines() {
            let v: serde_json::Value = serde_json::from_str(&l.unwrap()).unwrap();
            let q = v["_id"].as_str().unwrap();
            let t = v["text"].as_str().unwrap();
            let ans = search(&s, t, &query::parse::plain(t), &req).unwrap();
            for h in ans.hits {
                writeln!(out, "{}", serde_json::json!({"query": q, "rank": h.rank, "score": h.score, "article": h.article.id.as_str(), "title": h.article.title, "passage": {"text": h.passages[0].text}})).unwrap();
            }
        }
    }
    if cmd == "speed" {
        let qs: Vec<String> = std::io::BufReader::new(std::fs::File::open(&a[3]).unwrap())
            .lines()
            .map(|l| l.unwrap())
            .collect();
        use tantivy::{Term, collector::TopDocs, query::*, schema::IndexRecordOption};
        let fields = s.fields();
        let mut stems = newsdex::analysis::stems::Stems::new();
        for round in 0..2 {
            for what in ["plain", "ours"] {
                let mut ts: Vec<f64> = vec![];
                for q in &qs {
                    let t = std::time::Instant::now();
                    if what == "plain" {
                        let mut c: Vec<(Occur, Box<dyn Query>)> = vec![];
                        for tok in newsdex::analysis::tokens::tokens(q) {
                            if newsdex::analysis::function_words::is_function_word(&tok.form)
                                || tok.is_extra
                            {
                                continue;
                            };
                            let st = stems.stem(&tok.form).to_owned();
                            c.push((
                                Occur::Should,
                                Box::new(TermQuery::new(
                                    Term::from_field_text(fields.text, &st),
                                    IndexRecordOption::WithFreqs,
                                )),
                            ));
                        }
                        let r = s
                            .searcher()
                            .search(
                                &BooleanQuery::new(c),
                                &TopDocs::with_limit(10).order_by_score(),
                            )
                            .unwrap();
                        std::hint::black_box(r);
                    } else {
                        let r = search(&s, q, &query::parse::plain(q), &req).unwrap();
                        std::hint::black_box(r.hits.len());
                    }
                    ts.push(t.elapsed().as_secs_f64() * 1e3);
                }
                ts.sort_by(f64::total_cmp);
                let n = ts.len();
                if round == 1 {
                    println!(
                        "{what}: mean {:.3} p50 {:.3} p90 {:.3} p99 {:.3}",
                        ts.iter().sum::<f64>() / n as f64,
                        ts[n / 2],
                        ts[n * 9 / 10],
                        ts[n * 99 / 100]
                    );
                }
            }
        }
    }
}
