using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Microsoft's clients for Node ask for every operation once, over TLS (tests/Clients/drive.mjs).</summary>
[Trait("Category", "real-processes")]
public sealed class ClientTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Node_clients_ask_for_every_operation_once()
    {
        Assert.SkipUnless(Has("node") && Has("npm"), "node or npm is not installed");
        await InstallAsync();
        using var authority = LoopbackAuthority.Create(TimeProvider.System);
        var file = Path.GetTempFileName();
        try
        {
            authority.Save(file);
            await using var stack = await TestStack.StartAsync(
                options => options with
                {
                    Tls = new(new("https://127.0.0.1:0"), authority),
                    SpareAddresses = ["127.0.1.7"],
                    AutomaticRepairs = new(TimeSpan.FromHours(1)),
                },
                new FakeDatabase());
            await using var webhook = await Webhook.StartAsync();
            stack.Emulator.ActionGroup.Add(webhook.Receiver with { Name = "steadfast" });
            stack.Emulator.Synthetic.Fire();

            var (code, output) = await RunAsync("node", ["drive.mjs"], new()
            {
                ["STEADFAST_ARM_URL"] = stack.Emulator.TlsUrl!.GetLeftPart(UriPartial.Authority),
                ["STEADFAST_ARM_TOKEN"] = TestStack.Token,
                ["NODE_EXTRA_CA_CERTS"] = file,
            });

            Assert.True(code == 0, output);
            var asked = stack.Emulator.Requests.Entries.Select(entry => entry.Operation).OfType<string>().ToHashSet();
            Assert.Empty(stack.Emulator.Coverage.Where(one => one.Operation.Support != Support.NotImplemented && !asked.Contains(one.Name)).Select(one => one.Name));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder(), "node_modules/@azure/arm-compute")))
        {
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            var (code, output) = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"], []);
            if (code == 0)
            {
                return;
            }

            Assert.SkipWhen(attempt == 3, $"the npm packages could not be installed: {output}");
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, IReadOnlyList<string> arguments, Dictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = Folder(), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using CancellationTokenSource late = new(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(late.Token);
            var errors = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return (process.ExitCode, $"{await output}{await errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} did not end within {Deadline.TotalMinutes} minutes.");
        }
    }

    private static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../Clients"));
}
