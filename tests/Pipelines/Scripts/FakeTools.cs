using Steadfast.Local.Stack.Processes;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>
/// A folder of programs that answer as they are told and remember their arguments and input, so that a script meets Azure without there
/// being one. Every other program is the machine's own.
/// </summary>
internal sealed class FakeTools : IDisposable
{
    // Looks for the first rule whose pattern is in the arguments; input is read only where the arguments ask for it.
    private const string Program = """
        #!/usr/bin/env bash
        here=$(dirname "$0")
        PATH=${PATH#*:}
        call="$(basename "$0") $*"
        printf '%s\n' "$call" >>"$here/calls"
        case " $* " in *" @- "* | *" --config - "*) cat >>"$here/input"; printf '\n' >>"$here/input" ;; esac
        if [ -d "${!#}" ]; then (cd "${!#}" && find . -type f | LC_ALL=C sort) >"$here/folder"; fi
        for rule in "$here"/rules/*; do
          pattern=$(cat "$rule/pattern")
          if [[ "$call" == *"$pattern"* ]]; then
            cat "$rule/output"
            [ ! -e "$rule/script" ] || bash "$rule/script" "$@"
            exit "$(cat "$rule/code")"
          fi
        done
        echo "unexpected: $call" >&2
        exit 99
        """;

    // Looks over the shoulder of a real program.
    private const string Watcher = """
        #!/usr/bin/env bash
        printf '%s\n' "$*" >>"$(dirname "$0")/watched"
        PATH=${PATH#*:} exec "$(basename "$0")" "$@"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("steadfast-tools-").FullName;
    private int _rules;

    public FakeTools(params string[] names)
    {
        foreach (string name in names)
        {
            Write(name, Program);
        }

        // The programs to which the scripts hand what Azure has answered.
        foreach (string name in (string[])["jq", "cat", "grep", "sed"])
        {
            Write(name, Watcher);
        }
    }

    /// <summary>Every call with its arguments, in order.</summary>
    public string[] Calls => Lines("calls");

    /// <summary>Every argument of any program, as everybody on the machine could have seen it.</summary>
    public string[] Arguments => [.. Calls, .. Lines("watched")];

    /// <summary>What was written to the programs' input, and not to their arguments.</summary>
    public string[] Inputs => [.. Lines("input").Where(line => line.Length > 0)];

    /// <summary>The files in the folder that was the last argument of the last call that had one.</summary>
    public string[] SeenFolder => Lines("folder");

    /// <summary>Earlier rules go before later ones. A script, if there is one, is run with the program's arguments.</summary>
    public FakeTools When(string pattern, string output, int code = 0, string? script = null)
    {
        string rule = Path.Combine(_folder, "rules", $"{_rules++:D3}");
        Directory.CreateDirectory(rule);
        File.WriteAllText(Path.Combine(rule, "pattern"), pattern);
        File.WriteAllText(Path.Combine(rule, "output"), output);
        File.WriteAllText(Path.Combine(rule, "code"), code.ToString());
        if (script is not null)
        {
            File.WriteAllText(Path.Combine(rule, "script"), script);
        }

        return this;
    }

    /// <summary>Runs a script until it ends.</summary>
    public async Task<Ended> RunAsync(string script, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        string temporary = environment.GetValueOrDefault("TMPDIR") ?? Directory.CreateDirectory(Path.Combine(_folder, "tmp")).FullName;
        Dictionary<string, string?> all = new(environment)
        {
            ["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["TMPDIR"] = temporary,
            ["STEADFAST_POLL_SECONDS"] = "0",
        };
        // One stream for both kinds of output, or their order would be a matter of luck.
        string[] merged = ["-c", "exec \"$0\" \"$@\" 2>&1", script, .. arguments];
        await using ChildProcess child = await ChildProcess.StartAsync(new("bash", merged) { Environment = all });
        int code = await child.Exited.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return new(code, [.. child.Output.Lines], Directory.GetFileSystemEntries(temporary).Length);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string program)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, program);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string[] Lines(string name) => File.Exists(Path.Combine(_folder, name)) ? File.ReadAllLines(Path.Combine(_folder, name)) : [];
}

/// <summary>How a script ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it wrote to both streams.</param>
/// <param name="LeftBehind">How many files it left in the folder for temporary files.</param>
internal sealed record Ended(int Code, string[] Output, int LeftBehind);
