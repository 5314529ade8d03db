using System.Diagnostics;
using System.Net;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests;

/// <summary>The Function App as a process of its own, where something is in its way.</summary>
public sealed class HostProcessTests : IDisposable
{
    private readonly TwinAddresses _addresses = TwinAddresses.ClaimAny();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-test-");

    public void Dispose()
    {
        _addresses.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_one_sentence_with_that_address()
    {
        using TcpHold hold = TcpHold.At(IPEndPoint.Parse(_addresses.Functions.Authority));

        (int code, string output) = await RunAsync(_folder.FullName);

        Assert.Equal($"The Function App cannot start: Failed to bind to address {_addresses.Functions.GetLeftPart(UriPartial.Authority)}: address already in use.\n", output);
        Assert.Equal(2, code);
    }

    [Fact]
    public async Task A_journal_that_another_process_has_open_is_one_sentence_with_its_folder()
    {
        using FileStream opened = new(Path.Combine(_folder.FullName, "journal.lock"), FileMode.Create, FileAccess.Write, FileShare.None);

        (int code, string output) = await RunAsync(_folder.FullName);

        Assert.Equal((2, 1), (code, output.Count(character => character == '\n')));
        Assert.StartsWith("The Function App cannot start: ", output);
        Assert.Contains(_folder.FullName, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_made_is_one_sentence_with_its_folder()
    {
        (int code, string output) = await RunAsync("/proc/no-such");

        Assert.Equal((2, 1), (code, output.Count(character => character == '\n')));
        Assert.StartsWith("The Function App cannot start: ", output);
        Assert.Contains("/proc/no-such", output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Errors)> RunAsync(string journal)
    {
        ProcessStartInfo info = new("dotnet", [Programs.Host])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["STEADFAST_URL"] = $"{_addresses.Functions}", ["STEADFAST_KEY"] = "key", ["STEADFAST_MASTER_KEY"] = "master",
                ["STEADFAST_ARM_URL"] = $"{_addresses.Azure}", ["STEADFAST_ARM_TOKEN"] = "token", ["STEADFAST_JOURNAL"] = journal,
            },
        };
        foreach ((string name, string value) in TwinSettings.OfFunctions(new TwinOptions(), _addresses))
        {
            info.Environment[name] = value;
        }

        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors + await output);
    }
}
