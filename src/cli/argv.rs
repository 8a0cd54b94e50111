//! Lets query words start with a dash: `search openai -microsoft -n 5` works as typed.
//!
//! For the commands that take a query, every word that is no flag is moved behind `--`, so that clap
//! sees flags first and words last. A flag that newsdex knows stays a flag; `--` ends flags; an unknown
//! `--flag` is left for clap, which names the nearest known one, and so is a lone `-n` where only other
//! commands have it. Which flags there are is read from the definitions in [`super::args`].

use std::ffi::{OsStr, OsString};

use clap::{Arg, Command};

/// Rewrites the arguments (program name first) of `command`; those of other commands pass unchanged.
pub(crate) fn rewrite(mut command: Command, argv: &[OsString]) -> Vec<OsString> {
    command.build();
    let Some((subcommand, at)) = asked(&command, argv) else {
        return argv.to_vec();
    };
    let (before, after) = argv.split_at(at + 1);
    let is_of_another = |argument: &OsStr| is_flag_somewhere(&command, argument);
    let (flags, words) = split_words(subcommand, after, is_of_another);
    let mut rewritten = before.to_vec();
    rewritten.extend(flags);
    if !words.is_empty() {
        rewritten.push("--".into());
        rewritten.extend(words);
    }
    rewritten
}

/// The command that was asked for, if it takes a query, and the place of its name.
fn asked<'c>(command: &'c Command, argv: &[OsString]) -> Option<(&'c Command, usize)> {
    let mut command = command;
    let mut at = 0;
    while command.has_subcommands() {
        at = place_of_subcommand(command, argv, at + 1)?;
        command = command.find_subcommand(argv.get(at)?)?;
    }
    takes_query(command).then_some((command, at))
}

/// The first argument from `at` on that is neither a flag nor the value of one.
fn place_of_subcommand(command: &Command, argv: &[OsString], mut at: usize) -> Option<usize> {
    while let Some(argument) = argv.get(at) {
        match kind(command, argument) {
            Kind::Flag => at += 1,
            Kind::FlagBeforeValue => at += 2,
            Kind::Word => return Some(at),
            Kind::EndOfFlags => return None,
        }
    }
    None
}

fn takes_query(command: &Command) -> bool {
    command
        .get_positionals()
        .any(|positional| positional.get_id() == "query")
}

/// Flags with their values, and words, each in the order typed.
fn split_words(
    command: &Command,
    arguments: &[OsString],
    is_of_another: impl Fn(&OsStr) -> bool,
) -> (Vec<OsString>, Vec<OsString>) {
    let (mut flags, mut words) = (Vec::new(), Vec::new());
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match kind(command, argument) {
            Kind::Flag => flags.push(argument.clone()),
            Kind::FlagBeforeValue => {
                flags.push(argument.clone());
                flags.extend(arguments.next().cloned());
            }
            // Whoever types it wants the flag, and is told that there is none.
            Kind::Word if is_of_another(argument) => flags.push(argument.clone()),
            Kind::Word => words.push(readable(argument)),
            Kind::EndOfFlags => {
                words.extend(arguments.by_ref().map(|word| readable(word)));
            }
        }
    }
    (flags, words)
}

/// Whether a lone `-x` is a flag of any command below `command`.
fn is_flag_somewhere(command: &Command, argument: &OsStr) -> bool {
    let letters = argument.to_str().and_then(|text| text.strip_prefix('-'));
    let mut letters = letters.unwrap_or_default().chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return false;
    };
    let has_it = |command: &Command| {
        command
            .get_arguments()
            .any(|f| f.get_short() == Some(letter))
    };
    command.get_subcommands().any(has_it)
}

/// A query is any bytes at all; those that are no UTF-8 become replacement characters.
fn readable(word: &OsStr) -> OsString {
    word.to_string_lossy().into_owned().into()
}

/// What an argument is.
enum Kind {
    /// A flag that is complete by itself: a switch, `--limit=5`, `-n5`, or an unknown `--flag`.
    Flag,
    /// A flag whose value is the next argument.
    FlagBeforeValue,
    /// Anything else.
    Word,
    /// `--`
    EndOfFlags,
}

fn kind(command: &Command, argument: &OsStr) -> Kind {
    let Some(argument) = argument.to_str() else {
        return Kind::Word;
    };
    if argument == "--" {
        return Kind::EndOfFlags;
    }
    if let Some(long) = argument.strip_prefix("--") {
        return kind_of_long(command, long);
    }
    match argument.strip_prefix('-') {
        Some(short) if !short.is_empty() => kind_of_short(command, short),
        _ => Kind::Word,
    }
}

fn kind_of_long(command: &Command, long: &str) -> Kind {
    if long.contains('=') {
        return Kind::Flag;
    }
    let known = command
        .get_arguments()
        .find(|flag| flag.get_long() == Some(long));
    match known {
        Some(flag) if takes_value(flag) => Kind::FlagBeforeValue,
        _ => Kind::Flag,
    }
}

/// `-q`, `-qv`, `-n`, `-n5`, `-n=5` are flags; `-nvidia` is a word to leave out.
fn kind_of_short(command: &Command, short: &str) -> Kind {
    let mut letters = short.chars();
    while let Some(letter) = letters.next() {
        let known = command
            .get_arguments()
            .find(|flag| flag.get_short() == Some(letter));
        let Some(flag) = known else {
            return Kind::Word;
        };
        if !takes_value(flag) {
            continue;
        }
        let value = letters.as_str();
        let number = value.strip_prefix('=').unwrap_or(value);
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        return match value {
            "" => Kind::FlagBeforeValue,
            _ if is_number => Kind::Flag,
            _ => Kind::Word,
        };
    }
    Kind::Flag
}

fn takes_value(flag: &Arg) -> bool {
    flag.get_action().takes_values()
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::super::args::{Cli, Command, SearchArgs, WatchCommand};
    use super::super::values::Sort;
    use super::*;

    fn read(line: &[&str]) -> Result<Cli, clap::Error> {
        let argv: Vec<OsString> = line.iter().map(OsString::from).collect();
        Cli::try_parse_from(rewrite(Cli::command(), &argv))
    }

    fn search(line: &[&str]) -> (Cli, SearchArgs) {
        let mut cli = read(line).unwrap();
        match std::mem::replace(&mut cli.command, Command::Man) {
            Command::Search(search) => (cli, search),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_flag_of_other_commands_alone_is_no_word() {
        assert!(read(&["newsdex", "timeline", "-n", "3"]).is_err());
        assert!(read(&["newsdex", "timeline", "--", "-n"]).is_ok());
    }

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn known_flags_stay_flags_and_other_words_are_the_query() {
        let check = |line: &str, query: &str, limit: usize| {
            let line: Vec<&str> = line.split(' ').collect();
            let (_, search) = search(&line);
            assert_eq!(
                (search.query.join(" ").as_str(), search.limit),
                (query, limit)
            );
        };
        check("newsdex search openai -microsoft", "openai -microsoft", 10);
        check(
            "newsdex search openai -microsoft -n 5",
            "openai -microsoft",
            5,
        );
        check("newsdex query -n5 openai", "openai", 5);
        check("newsdex search openai -x", "openai -x", 10);
        check("newsdex search -n=5 openai", "openai", 5);
        check(
            "newsdex search openai --limit=5 -nvidia",
            "openai -nvidia",
            5,
        );
        check(
            "newsdex search --limit 7 a -verizon -q -vv b",
            "a -verizon b",
            7,
        );
        check(
            "newsdex search openai -- -n 5 --sort",
            "openai -n 5 --sort",
            10,
        );
        check("newsdex search - +a a:(^", "- +a a:(^", 10);
        check(
            "newsdex --home x -q search -oracle cloud",
            "-oracle cloud",
            10,
        );
        check("newsdex --home=search search help", "help", 10);
    }

    #[test]
    fn global_flags_stand_before_or_after_the_command() {
        let (cli, args) = search(&[
            "newsdex", "-v", "search", "a", "--home", "h", "--sort", "newest",
        ]);
        assert_eq!(cli.global.home, Some("h".into()));
        assert_eq!((cli.global.verbose, args.sort), (1, Sort::Newest));
        let (cli, _) = search(&[
            "newsdex",
            "--today",
            "2026-04-28",
            "search",
            "a",
            "--since",
            "7d",
        ]);
        assert!(cli.global.today.is_some());
    }

    #[test]
    fn an_unknown_long_flag_is_a_usage_error_that_names_a_near_one() {
        let error = read(&["newsdex", "search", "a", "--limt", "5"]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("--limit"), "{error}");
    }

    #[test]
    fn a_word_with_a_space_or_broken_bytes_stays_one_word() {
        let (_, args) = search(&["newsdex", "search", "-primary cloud", "\"b c\""]);
        assert_eq!(args.query, ["-primary cloud", "\"b c\""]);
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStringExt;
            let broken = OsString::from_vec(vec![b'-', 0xff]);
            let argv = ["newsdex".into(), "search".into(), broken];
            let cli = Cli::try_parse_from(rewrite(Cli::command(), &argv)).unwrap();
            assert!(matches!(cli.command, Command::Search(args) if args.query == ["-\u{fffd}"]));
        }
    }

    #[test]
    fn a_command_within_a_command_takes_a_query_as_well() {
        let line = "newsdex -q watch --home h add cloud openai -rumour --since 7d -q";
        let line: Vec<&str> = line.split(' ').collect();
        let Command::Watch(watch) = read(&line).unwrap().command else {
            panic!("no watch");
        };
        let WatchCommand::Add(add) = watch.command else {
            panic!("no add");
        };
        assert_eq!(
            (add.name.as_str(), add.query.join(" ").as_str()),
            ("cloud", "openai -rumour")
        );
        assert!(add.since.is_some());
    }

    #[test]
    fn other_commands_pass_unchanged() {
        let check = |line: &[&str], expected: &str| {
            assert!(format!("{:?}", read(line).unwrap().command).starts_with(expected));
        };
        check(
            &[
                "newsdex",
                "eval",
                "run",
                "dir",
                "--fail-under",
                "ndcg@10=0.6",
            ],
            "Eval",
        );
        check(
            &["newsdex", "add", "-", "--map", "title=headline,body=text"],
            "Add",
        );
        check(&["newsdex", "help", "query"], "Help");
        check(&["newsdex", "show", "k3f9@1+2"], "Show");
        check(&["newsdex", "index", "--max-memory", "1GB"], "Index");
        check(&["newsdex", "rm", "id:x", "-y", "--yes"], "Rm");
        check(&["newsdex", "export"], "Export");
        check(&["newsdex", "watch", "run", "cloud"], "Watch");
    }

    #[test]
    fn a_command_without_its_words_is_a_usage_error() {
        for line in [
            &["newsdex", "search"][..],
            &["newsdex", "search", "-n", "5"],
            &["newsdex"],
        ] {
            assert_eq!(read(line).unwrap_err().exit_code(), 2);
        }
    }
}
