using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.DurableTask;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class EvidenceTriggerTests : IAsyncLifetime
{
    private const string Incident = "incident-instance-1-not-serving-20261120T120000000Z";
    private LocalStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await LocalStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<HttpResponseMessage> GetAsync(string path, bool withKey = true)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (withKey)
        {
            request.Headers.Add("x-functions-key", LocalStage.Key);
        }

        return await _stage.Http.SendAsync(request, Ct);
    }

    [Fact]
    public async Task Evidence_is_shown_under_its_incident_and_number()
    {
        _stage.Machines["1"].Output = ["the last line"];
        string id = EvidenceOrchestrator.IdOf(Incident, 1);
        await _stage.Host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EvidenceOrchestrator.SaveEvidence), new EvidenceActivities.EvidenceInput(id, "1", TimeSpan.FromSeconds(10), Incident), new StartOrchestrationOptions(id), Ct);
        await _stage.Host.Client.WaitForInstanceCompletionAsync(id, false, Ct);

        using HttpResponseMessage answer = await GetAsync($"/api/incidents/{Incident}/evidence/1");

        Evidence evidence = (await answer.Content.ReadFromJsonAsync<Evidence>(new JsonSerializerOptions(JsonSerializerDefaults.Web), Ct))!;
        Assert.Equal((HttpStatusCode.OK, id, "1"), (answer.StatusCode, evidence.Id, evidence.Target));
        Assert.Equal(new EvidencePart("bootDiagnostics", "the last line\n", null), evidence.Parts[^1]);
    }

    [Theory]
    [InlineData($"/api/incidents/{Incident}/evidence/1")]
    [InlineData($"/api/incidents/{Incident}/evidence/0")]
    [InlineData($"/api/incidents/{Incident}/evidence/1x")]
    [InlineData("/api/incidents/evidence-1/evidence/1")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using HttpResponseMessage answer = await GetAsync(path);

        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(-1, false)]
    [InlineData(-16, true)]
    public void Evidence_of_an_incident_before_that_had_the_same_id_is_not_of_this_one(int minutes, bool isOfAnother)
    {
        DateTimeOffset opened = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(isOfAnother, EvidenceTrigger.IsOfAnother(opened.AddMinutes(minutes), opened));
    }

    [Fact]
    public async Task Without_the_key_nothing_is_shown()
    {
        using HttpResponseMessage answer = await GetAsync($"/api/incidents/{Incident}/evidence/1", withKey: false);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
