using System.ComponentModel;
using System.Diagnostics;

namespace Steadfast.Bicep.Tests;

/// <summary>The compiler where there is one, else the checker that knows the types of Azure, else nothing.</summary>
public sealed class CompilerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_templates_compile_without_a_warning()
    {
        if (await RunAsync("bicep", ["build", Repository.PathOf("bicep/main.bicep"), "--stdout"]) is { } build)
        {
            // Standard output is the compiled template; findings are on the other one.
            Assert.Equal((0, ""), (build.Code, Findings(build.Errors)));
            Result lint = (await RunAsync("bicep", ["lint", Repository.PathOf("bicep/main.bicep")]))!;
            Assert.Equal((0, ""), (lint.Code, Findings(lint.Output + lint.Errors)));
            return;
        }

        string checker = Path.GetFullPath(Repository.PathOf("../shared/bicepcheck/bicepcheck.mjs"));
        Assert.SkipUnless(File.Exists(checker), "There is no bicep on PATH and no checker beside the repository.");
        Result? check = await RunAsync("node", [checker, "--strict", Repository.PathOf("bicep")]);
        Assert.SkipWhen(check is null, "There is no bicep on PATH, and no node for the checker.");
        Assert.True(check.Code == 0, check.Output + check.Errors);
    }

    private static string Findings(string text) =>
        string.Join('\n', text.Split('\n').Where(line => line.Contains(" : Warning ", StringComparison.Ordinal) || line.Contains(" : Error ", StringComparison.Ordinal)));

    /// <returns>Null when there is no such program.</returns>
    private static async Task<Result?> RunAsync(string program, string[] arguments)
    {
        using Process process = new() { StartInfo = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private sealed record Result(int Code, string Output, string Errors);
}
