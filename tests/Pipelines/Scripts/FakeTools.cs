using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>
/// A folder of programs that answer as they are told and remember their arguments and input, so that a script meets Azure without there
/// being one. Every other program is the machine's own.
/// </summary>
internal sealed partial class FakeTools : IDisposable
{
    // Looks for the first rule whose pattern is in the arguments; input is read only where the arguments ask for it.
    private const string Program = """
        #!/usr/bin/env bash
        here=${0%/*}
        PATH=${PATH//"$here:"/}
        seen=$STEADFAST_SEEN
        call="${0##*/} $*"
        printf '%s\n' "$call" >>"$seen/calls"
        printf '%s\n' "${STEADFAST_CONFIRM_PROFILE:-}" >"$seen/confirmed"
        case " $* " in *" @- "* | *" --config - "*) cat >>"$seen/input"; printf '\n' >>"$seen/input" ;; esac
        if [ -d "${!#}" ]; then (cd "${!#}" && find . -type f | LC_ALL=C sort) >"$seen/folder"; fi
        for rule in "$here"/rules/*; do
          IFS= read -r pattern <"$rule/pattern"
          if [[ "$call" == *"$pattern"* ]]; then
            cat "$rule/error" >&2
            cat "$rule/output"
            [ ! -e "$rule/script" ] || bash "$rule/script" "$@"
            read -r code <"$rule/code"
            exit "$code"
          fi
        done
        echo "unexpected: $call" >&2
        exit 99
        """;

    // Looks over the shoulder of a real program.
    private const string Watcher = """
        #!/usr/bin/env bash
        here=${0%/*}
        printf '%s\n' "$*" >>"$STEADFAST_SEEN/watched"
        PATH=${PATH//"$here:"/} exec "${0##*/}" "$@"
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

    /// <summary>Every call of the script for bash with its arguments, in order.</summary>
    public string[] Calls => Lines(Shell.Posix, "calls");

    /// <summary>Every argument of any program, as everybody on the machine could have seen it.</summary>
    public string[] Arguments => [.. Calls, .. Lines(Shell.Windows, "calls"), .. Lines(Shell.Posix, "watched"), .. Lines(Shell.Windows, "watched")];

    /// <summary>What was written to the programs' input, and not to their arguments.</summary>
    public string[] Inputs => InputsOf(Shell.Posix);

    /// <summary>The same of the script for PowerShell.</summary>
    public string[] CallsOnWindows => Lines(Shell.Windows, "calls");

    /// <summary>What the script for PowerShell wrote to the programs' input.</summary>
    public string[] InputsOnWindows => InputsOf(Shell.Windows);

    /// <summary>The files in the folder that was the last argument of the last call that had one.</summary>
    public string[] SeenFolder => Lines(Shell.Posix, "folder");

    /// <summary>The change of profile that the last program was told is confirmed.</summary>
    public string Confirmed => Lines(Shell.Posix, "confirmed").Single();

    /// <summary>Earlier rules go before later ones. A script, if there is one, is run with the program's arguments.</summary>
    public FakeTools When(string pattern, string output, int code = 0, string? script = null, string error = "")
    {
        string rule = Path.Combine(_folder, "rules", $"{_rules++:D3}");
        Directory.CreateDirectory(rule);
        File.WriteAllText(Path.Combine(rule, "pattern"), $"{pattern}\n");
        File.WriteAllText(Path.Combine(rule, "output"), output);
        File.WriteAllText(Path.Combine(rule, "error"), error);
        File.WriteAllText(Path.Combine(rule, "code"), $"{code}\n");
        if (script is not null)
        {
            File.WriteAllText(Path.Combine(rule, "script"), script);
        }

        return this;
    }

    /// <summary>Runs a script for bash until it ends. STEADFAST_TYPED is what a person types meanwhile.</summary>
    public Task<Ended> RunAsync(string script, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        RunAsync(Shell.Posix, [script, .. arguments], environment);

    /// <summary>
    /// Runs both variants of a hook, given without its extension, until they end, and demands that they say the same, end the same and ask Azure the same.
    /// </summary>
    public async Task<Ended> RunHookAsync(string hook, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        Ended posix = await RunAsync(Shell.Posix, [$"{hook}.sh", .. arguments], environment);
        Ended windows = await RunAsync(Shell.Windows, [.. PowerShell.Command, $"{hook}.ps1", .. arguments], environment);

        Assert.Equal(posix.Output, windows.Output);
        Assert.Equal((posix.Code, posix.LeftBehind), (windows.Code, windows.LeftBehind));
        Assert.Equal(Comparable("calls", Shell.Posix), Comparable("calls", Shell.Windows));
        Assert.Equal(Lines(Shell.Posix, "folder"), Lines(Shell.Windows, "folder"));
        Assert.Equal(InputsOf(Shell.Posix), InputsOf(Shell.Windows), AreTheSame);
        return posix;
    }

    /// <summary>Runs the variant of a hook for PowerShell alone, where the two cannot do the same, as with a password that each makes up.</summary>
    public Task<Ended> RunOnWindowsAsync(string hook, IReadOnlyDictionary<string, string?> environment) =>
        RunAsync(Shell.Windows, [.. PowerShell.Command, $"{hook}.ps1"], environment);

    private async Task<Ended> RunAsync(Shell shell, string[] command, IReadOnlyDictionary<string, string?> environment)
    {
        string own = Directory.CreateDirectory(Path.Combine(Seen(shell), "tmp")).FullName;
        string temporary = environment.GetValueOrDefault("TMPDIR") ?? own;
        Dictionary<string, string?> all = new(environment)
        {
            ["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["TMPDIR"] = temporary,
            ["STEADFAST_SEEN"] = Seen(shell),
            ["STEADFAST_POLL_SECONDS"] = "0",
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_UPDATECHECK"] = "Off",
        };
        // One stream for both kinds of output, or their order would be a matter of luck.
        await using ChildProcess child = await ChildProcess.StartAsync(new("bash", ["-c", "printf '%s' \"${STEADFAST_TYPED:-}\" | \"$0\" \"$@\" 2>&1", .. command]) { Environment = all });
        int code = await child.Exited.WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
        return new(code, [.. child.Output.Lines], Directory.GetFileSystemEntries(temporary).Length);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string program)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, program);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string[] InputsOf(Shell shell) => [.. Lines(shell, "input").Where(line => line.Length > 0)];

    private string Seen(Shell shell) => Path.Combine(_folder, "seen", shell.ToString());

    private string[] Lines(Shell shell, string name) => File.Exists(Path.Combine(Seen(shell), name)) ? File.ReadAllLines(Path.Combine(Seen(shell), name)) : [];

    // Folders for temporary files have names of their own.
    private IEnumerable<string> Comparable(string name, Shell shell) => Lines(shell, name).Select(line => Temporary().Replace(line, "/tmp/"));

    // The two shells write the same JSON in another order.
    private static bool AreTheSame(string one, string other) =>
        one == other || (one.StartsWith('{') && other.StartsWith('{') && JsonNode.DeepEquals(JsonNode.Parse(one), JsonNode.Parse(other)));

    [GeneratedRegex(@"\S*/tmp/steadfast-\w+\.\w+/")]
    private static partial Regex Temporary();

    private enum Shell
    {
        Posix,
        Windows,
    }
}

/// <summary>How a script ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it wrote to both streams.</param>
/// <param name="LeftBehind">How many files it left in the folder for temporary files.</param>
internal sealed record Ended(int Code, string[] Output, int LeftBehind);
