using System.Net;
using System.Text.Json;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Files;

namespace Steadfast.Scenarios.Tests;

/// <summary>Evidence from the web server to the API, by way of a container of its own on a real blob server.</summary>
[Trait("Category", "real-processes")]
public sealed class EvidenceTests
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    // A quarter of it is for the storage, which is asked for the first time on a machine that runs other tests.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(12);

    private static readonly TwinOptions WithStorage =
        new TwinOptions { HasFiles = true, IsCrowd = true, Instances = 6, Pace = TwinPace.Named("fast") }.With("Recovery__EvidenceDeadline", Deadline.ToString("c"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_saved_before_a_reimage_lies_in_its_container_and_is_read_from_there()
    {
        Skip();
        await using Twin twin = await Twin.StartAsync(WithStorage, Ct);

        IncidentRecord incident = await ReimageAsync(twin, "1");
        Evidence shown = await twin.Functions.EvidenceAsync(incident.Id, 1, Ct);
        BlobAnswer stored = await twin.Files!.AskAsync(HttpMethod.Get, $"evidence/{BlobOf(shown)}", ct: Ct);

        Assert.Equal((200, incident.Evidence.Single().Id, BlobOf(shown)), (stored.Status, shown.Id, shown.Blob));
        Assert.Contains("\"instance\":\"1\"", shown.Parts[0].Text, StringComparison.Ordinal);
        Assert.Equal(shown.Parts, JsonSerializer.Deserialize<Evidence>(stored.Text, JsonSerializerOptions.Web)!.Parts);
        // The container alone has the texts: without it nothing is shown.
        Assert.Equal(202, (await twin.Files.AskAsync(HttpMethod.Delete, $"evidence/{shown.Blob}", ct: Ct)).Status);
        Assert.Equal((HttpStatusCode.NotFound, null), await AskAsync(twin, incident, "This evidence was kept for a while, and is gone by now."));
    }

    [Theory]
    [InlineData("hung")]
    public async Task While_the_storage_is_away_a_repair_is_not_held_up_and_what_lies_there_is_answered_503(string fault)
    {
        Skip();
        await using Twin twin = await Twin.StartAsync(WithStorage, Ct);
        IncidentRecord before = await ReimageAsync(twin, "1");
        await twin.Files!.SavedAsync(Ct);
        Break(twin.Files, fault);

        IncidentRecord during = await ReimageAsync(twin, "2");
        Evidence kept = await twin.Functions.EvidenceAsync(during.Id, 1, Ct);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), await AskAsync(twin, before, "The storage of evidence cannot be used; try again."));
        await MendAsync(twin.Files, fault);
        Evidence again = await twin.Functions.EvidenceAsync(before.Id, 1, Ct);

        Assert.Equal((null, "1", before.Evidence.Single().Id, BlobOf(again)), (kept.Blob, again.Target, again.Id, again.Blob));
        Assert.Contains("\"instance\":\"2\"", kept.Parts[0].Text, StringComparison.Ordinal);
        Assert.InRange(during.Actions.Single().Accepted!.Value - during.Timeline.Signal!.Value, TimeSpan.Zero, Deadline);
    }

    // An id comes again when the incident that had it was purged; with its moment it does not.
    private static string BlobOf(Evidence evidence) => $"{evidence.Id}-{evidence.At.UtcDateTime:yyyyMMdd'T'HHmmssfff}.json";

    private static void Skip() =>
        Assert.SkipWhen(BlobServer.Program is null, "Azurite is not installed: it comes with npm, for which Node 20 or later has to be there.");

    private static async Task<IncidentRecord> ReimageAsync(Twin twin, string instance)
    {
        await twin.Functions.PostAsync($"api/instances/{instance}/reimage", new { by = "a test" }, Ct);
        IncidentRecord? ended = null;
        Assert.True(await Wait.Until(
            async () => (ended = (await twin.Functions.IncidentsAsync(Ct)).FirstOrDefault(one => one.Target == instance && one.Evidence.Count > 0 && one.Outcome != IncidentOutcome.Open)) is not null,
            TimeProvider.System, MaxWait, Ct));
        Assert.Equal(IncidentOutcome.Recovered, ended!.Outcome);
        return ended;
    }

    private static async Task<(HttpStatusCode Status, string? RetryAfter)> AskAsync(Twin twin, IncidentRecord incident, string sentence)
    {
        using HttpClient http = new() { BaseAddress = twin.Functions.Url };
        http.DefaultRequestHeaders.Add("x-functions-key", twin.Options.FunctionKey);
        using HttpResponseMessage answer = await http.GetAsync($"api/incidents/{incident.Id}/evidence/1", Ct);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        return (answer.StatusCode, answer.Headers.RetryAfter?.ToString());
    }

    private static void Break(BlobServer storage, string fault)
    {
        if (fault == "killed")
        {
            storage.Kill();
        }
        else
        {
            storage.Hang();
        }
    }

    private static Task MendAsync(BlobServer storage, string fault)
    {
        if (fault == "killed")
        {
            return storage.StartAsync(Ct);
        }

        storage.Continue();
        return Task.CompletedTask;
    }
}
