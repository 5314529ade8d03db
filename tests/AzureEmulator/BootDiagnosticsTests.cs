using System.Net;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>The console log of a machine, as evidence is gathered from it.</summary>
[Trait("Category", "fast")]
public sealed class BootDiagnosticsTests
{
    private readonly ManualClock _clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Console_log_is_read_without_a_token_and_there_is_no_screenshot()
    {
        await using var stack = await TestStack.StartAsync();
        var addresses = (await stack.Vm("1").RetrieveBootDiagnosticsDataAsync(cancellationToken: Ct)).Value;

        using HttpClient stranger = new();
        var log = await stranger.GetStringAsync(addresses.SerialConsoleLogBlobUri, Ct);
        using var screenshot = await stranger.GetAsync(addresses.ConsoleScreenshotBlobUri, Ct);

        Assert.Equal("listening on 8080\nout of memory\n", log);
        Assert.Equal(HttpStatusCode.NotFound, screenshot.StatusCode);
        Assert.Equal(stack.Emulator.Url.Authority, addresses.SerialConsoleLogBlobUri.Authority);
        Assert.DoesNotContain(stack.Emulator.Requests.Entries, entry => entry.Path.Contains("bootdiagnostics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Address_opens_only_what_it_was_made_for_and_only_until_it_expires()
    {
        await using var stack = await TestStack.StartAsync(options => options with { Clock = _clock });
        var address = (await stack.Vm("1").RetrieveBootDiagnosticsDataAsync(sasUriExpirationTimeInMinutes: 5, Ct)).Value.SerialConsoleLogBlobUri;

        using HttpClient stranger = new();
        List<HttpStatusCode> answers = [];
        await AskAsync(address);
        await AskAsync(new(address.AbsoluteUri.Replace("/1/", "/2/", StringComparison.Ordinal)));
        await AskAsync(new(address.AbsoluteUri.Replace("se=1", "se=2", StringComparison.Ordinal)));
        await AskAsync(new(address.GetLeftPart(UriPartial.Path)));
        _clock.Advance(TimeSpan.FromMinutes(6));
        await AskAsync(address);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], answers);

        async Task AskAsync(Uri uri)
        {
            using var answer = await stranger.GetAsync(uri, Ct);
            answers.Add(answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("9", "", 404)]
    [InlineData("1", "sasUriExpirationTimeInMinutes=0&", 400)]
    [InlineData("1", "sasUriExpirationTimeInMinutes=soon&", 400)]
    public async Task Mistakes_are_answered_with_an_error(string id, string query, int status)
    {
        await using var stack = await TestStack.StartAsync();

        using var answer = await stack.Http.PostAsync(
            $"{TestStack.Set}/virtualMachines/{id}/retrieveBootDiagnosticsData?{query}api-version=2023-07-01", content: null, Ct);

        Assert.Equal(status, (int)answer.StatusCode);
    }
}
