using System.Diagnostics;

namespace Steadfast.Pipelines.Tests.Scripts;

[Trait("Category", "real-processes")]
public sealed class ScriptTests
{
    // Sourced by others, never run.
    private static readonly string[] Sourced =
        ["hooks/terminal.sh", "hooks/deployment.sh", "hooks/region.sh", "hooks/function-keys.sh", "hooks/inside.sh", .. Repository.Files("local/Command", "*.sh")];

    public static TheoryData<string> All { get; } =
    [
        "deploy.sh",
        "steadfast",
        ".ci/run",
        .. Repository.Files("local/Command", "*.sh"),
        .. Repository.Files("hooks", "*.sh"),
        .. Repository.Files(".github", "*.sh"),
        "docs/images/record.sh",
    ];

    public static TheoryData<string> Runnable { get; } = [.. All.Select(row => row.Data).Except(Sourced)];

    [Theory, MemberData(nameof(All))]
    public async Task Bash_can_read_it(string path) => Assert.Equal((0, ""), await RunAsync("bash", "-n", path));

    [Theory, MemberData(nameof(All))]
    public async Task Shellcheck_finds_nothing(string path)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "shellcheck"))), "shellcheck is not installed");

        Assert.Equal((0, ""), await RunAsync("shellcheck", "--external-sources", path));
    }

    [Theory, MemberData(nameof(Runnable))]
    public void It_stops_at_the_first_error_and_can_be_run(string path)
    {
        Assert.StartsWith("#!/usr/bin/env bash\n", Repository.Text(path));
        Assert.Contains("\nset -euo pipefail\n", Repository.Text(path));
        Assert.True(File.GetUnixFileMode(Repository.PathOf(path)).HasFlag(UnixFileMode.UserExecute));
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        string errors = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output + errors);
    }
}
