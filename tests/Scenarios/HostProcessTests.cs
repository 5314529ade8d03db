using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Local.Runtime.Journal;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests;

/// <summary>The Function App as a process of its own, where something is in its way.</summary>
[Trait("Category", "real-processes")]
public sealed class HostProcessTests : IDisposable
{
    private const int MostAlerts = 100_000;

    private readonly TwinAddresses _addresses = TwinAddresses.ClaimAny();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-test-");
    private readonly DirectoryInfo _kept = Directory.CreateTempSubdirectory("steadfast-test-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _addresses.Dispose();
        _folder.Delete(recursive: true);
        _kept.Delete(recursive: true);
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
        await using JournalLog opened = JournalLog.Open(new(_folder.FullName, FsyncPolicy.Never, 1 << 20, TimeProvider.System), _ => { }, NullLogger.Instance);

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

    [Fact]
    public async Task A_damaged_journal_is_one_sentence_with_the_file_and_the_place()
    {
        await using (JournalLog written = JournalLog.Open(new(_folder.FullName, FsyncPolicy.Never, 1 << 20, TimeProvider.System), _ => { }, NullLogger.Instance))
        {
            await written.AppendAsync("acknowledged"u8.ToArray());
        }

        string log = Assert.Single(_folder.GetFiles("*.log")).FullName;
        byte[] bytes = await File.ReadAllBytesAsync(log, Token);
        bytes[^3] ^= 1;
        await File.WriteAllBytesAsync(log, bytes, Token);

        (int code, string output) = await RunAsync(_folder.FullName);

        Assert.Equal((2, 1), (code, output.Count(character => character == '\n')));
        Assert.StartsWith("The Function App cannot start: ", output);
        Assert.Contains(log, output, StringComparison.Ordinal);
        Assert.DoesNotContain("never acknowledged", output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(log, Token));
    }

    [Theory]
    [InlineData("ro", "Read-only file system")]
    [InlineData("size=4k", "No space left on device")]
    public async Task A_disk_that_takes_nothing_is_one_sentence_with_the_file(string disk, string cause)
    {
        using Process process = StartOn(disk);

        (int code, string output) = await EndOfAsync(process);

        Assert.Equal((2, 1), (code, output.Count(character => character == '\n')));
        Assert.StartsWith("The Function App cannot start: ", output);
        Assert.Contains(cause, output, StringComparison.Ordinal);
        Assert.Contains(_folder.FullName, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_fills_while_it_runs_ends_it_with_one_sentence_and_keeps_every_alert_that_was_answered_202()
    {
        using Process process = StartOn("size=256k", keepIn: _kept.FullName);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(Token);
        using HttpClient client = new() { BaseAddress = _addresses.Functions, DefaultRequestHeaders = { { "x-functions-key", "key" } } };

        List<string> taken = [];
        for (int sent = 0; !errors.IsCompleted && sent < MostAlerts; sent++)
        {
            if (await SendAsync(client, sent) is { } id)
            {
                taken.Add(id);
            }
        }

        await process.WaitForExitAsync(Token);
        Assert.Equal(2, process.ExitCode);
        Assert.Matches("^The Function App ends: The journal in .* can no longer be written: No space left on device.*\n$", await errors);
        // A message of the runtime is one line; a second one would be an exception.
        Assert.DoesNotMatch(@"Steadfast\.Local\.Runtime\[\d+\]\n {6}[^\n]*\n {6}", await output);
        string kept = string.Concat(JournalReader.Read(Path.Combine(_kept.FullName, "journal")).OfType<JournalRecord>().Select(record => Encoding.UTF8.GetString(record.Bytes.Span)));
        Assert.NotEmpty(taken);
        Assert.All(taken, id => Assert.Contains(id, kept, StringComparison.Ordinal));
    }

    /// <returns>The id under which it was taken in; null when it was not.</returns>
    private static async Task<string?> SendAsync(HttpClient client, int number)
    {
        string alert = $$$$"""
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/a/{{{{number}}}}","alertRule":"fills","monitorCondition":"Fired",
             "firedDateTime":"2026-11-28T12:00:00Z","severity":"Sev1","signalType":"Metric","monitoringService":"Platform"},"alertContext":{"text":"{{{{new string('x', 8000)}}}}"}}}
            """;
        using StringContent body = new(alert, Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage answer = await client.PostAsync("api/alerts", body, Token);
            return answer.StatusCode == HttpStatusCode.Accepted ? (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString() : null;
        }
        catch (HttpRequestException)
        {
            // It has not begun to listen, or has ended.
            await Task.Yield();
            return null;
        }
    }

    private async Task<(int Code, string Errors)> RunAsync(string journal)
    {
        using Process process = Process.Start(Info("dotnet", [Programs.Host], journal))!;
        return await EndOfAsync(process);
    }

    /// <summary>Starts it with its journal on a disk of its own, which only that process sees.</summary>
    /// <param name="keepIn">The folder into which the journal is copied at the end, because the disk goes with the process; null for none.</param>
    private Process StartOn(string disk, string? keepIn = null)
    {
        string mount = $"mount -t tmpfs -o {disk} none '{_folder.FullName}'";
        using Process probe = Process.Start(Info("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", mount], _folder.FullName))!;
        probe.WaitForExit();
        Assert.SkipUnless(probe.ExitCode == 0, "this machine lets nobody mount a disk");
        string journal = Path.Combine(_folder.FullName, "journal");
        string run = keepIn is null ? $"exec dotnet '{Programs.Host}'" : $"{{ dotnet '{Programs.Host}'; code=$?; cp -r '{journal}' '{keepIn}'; exit $code; }}";
        return Process.Start(Info("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", $"{mount} && {run}"], journal))!;
    }

    private ProcessStartInfo Info(string program, string[] arguments, string journal)
    {
        ProcessStartInfo info = new(program, arguments)
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

        return info;
    }

    private static async Task<(int Code, string Errors)> EndOfAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(Token);
        string errors = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, errors + await output);
    }
}
