using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Database;
using Steadfast.Functions.Http;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Database;

/// <summary>Orders over HTTP: a look at the emulated flexible server, and an orchestration that is scripted.</summary>
[Trait("Category", "fast")]
public sealed class DatabaseTriggerTests : IAsyncLifetime
{
    private DatabaseStage _stage = null!;
    private VirtualDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await DatabaseStage.StartAsync();
        _database = await VirtualDatabase.StartAsync(new() { Looks = [DatabaseSample.Well, DatabaseSample.Redundant] });
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _stage.DisposeAsync();
    }

    private async Task<IActionResult> PostAsync(string body, IOptions<StackOptions>? stack = null)
    {
        await using AsyncServiceScope scope = _stage.Plane.Services.CreateAsyncScope();
        DefaultHttpContext context = new();
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return await Trigger(scope, stack).FailOverAsync(context.Request, _database.Runtime.Client, Ct);
    }

    private DatabaseTrigger Trigger(AsyncServiceScope scope, IOptions<StackOptions>? stack = null) => new(
        scope.ServiceProvider.GetRequiredService<SettingsReader>(), _stage.Plane.Get<SharedDatabaseObservation>(), stack ?? _stage.Plane.Get<IOptions<StackOptions>>(),
        _stage.Plane.Get<OperatorRequest>(),
        TimeProvider.System, NullLogger<DatabaseTrigger>.Instance);

    [Theory]
    [InlineData("{}", "mode is required")]
    [InlineData("""{"mode":"graceful","by":"anna"}""", "reason is required.")]
    [InlineData("""{"mode":"graceful","reason":"a drill"}""", "by is required: who orders it.")]
    [InlineData("""{"mode":"force","by":"anna","reason":"a drill"}""", "Mode force needs \"confirm\": true")]
    [InlineData("""{"mode":"hard","by":"anna","reason":"a drill"}""", "The value of 'mode' is none of graceful, recover, force.")]
    [InlineData("""{"mode":"graceful","by":"anna","reason":"a drill","confirmed":true}""", "Unknown field 'confirmed'")]
    public async Task An_order_that_cannot_be_understood_is_refused(string body, string problem)
    {
        ObjectResult answer = Assert.IsType<ObjectResult>(await PostAsync(body));

        Assert.Equal((400, true), (answer.StatusCode, ((ProblemDetails)answer.Value!).Detail!.StartsWith(problem, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_order_while_one_is_carried_out_joins_it_and_is_not_done_twice()
    {
        const string body = """{"mode":"graceful","by":"anna","reason":"a drill"}""";

        AcceptedResult first = Assert.IsType<AcceptedResult>(await PostAsync(body));
        AcceptedResult second = Assert.IsType<AcceptedResult>(await PostAsync(body));
        IncidentRecord record = await _database.EndAsync();

        string url = $"/api/incidents/{record.Id}";
        Assert.Equal([new(record.Id, IsJoined: false, url), new OrderReceipt(record.Id, IsJoined: true, url)], [(OrderReceipt)first.Value!, (OrderReceipt)second.Value!]);
        Assert.Equal((IncidentOutcome.Recovered, "operator anna", 1), (record.Outcome, record.StartedBy, record.Actions.Count));
    }

    [Theory]
    [InlineData("graceful", true, null)]
    [InlineData("recover", false, "A failover does not help against Healthy: of 3 web servers 3 read and write")]
    [InlineData("force", true, null)]
    public async Task A_dry_run_says_what_would_be_done(string mode, bool wouldAct, string? whyNot)
    {
        OkObjectResult answer = Assert.IsType<OkObjectResult>(await PostAsync($$"""{"mode":"{{mode}}","by":"anna","reason":"a drill","dryRun":true}"""));

        FailoverPlan plan = (FailoverPlan)answer.Value!;
        Assert.Equal((FailureKind.Healthy, wouldAct, whyNot, 4), (plan.Diagnosis, plan.WouldAct, plan.WhyNot, plan.Steps.Count));
        Assert.Null(await _database.Runtime.Client.GetInstanceAsync(VirtualDatabase.First, Ct));
    }

    [Fact]
    public async Task A_stack_without_a_database_has_none_to_fail_over()
    {
        ObjectResult answer = Assert.IsType<ObjectResult>(await PostAsync("{}", Options.Create(new StackOptions())));

        Assert.Equal(404, answer.StatusCode);
    }

    [Fact]
    public async Task It_is_shown_with_what_is_concluded()
    {
        await using AsyncServiceScope scope = _stage.Plane.Services.CreateAsyncScope();

        FileContentResult answer = Assert.IsType<FileContentResult>(await Trigger(scope).ShowAsync(new DefaultHttpContext().Request, _database.Runtime.Client, Ct));

        DatabaseResponse shown = JsonSerializer.Deserialize<DatabaseResponse>(answer.FileContents, JsonSerializerOptions.Web)!;
        Assert.Equal((FailureKind.Healthy, "of 3 web servers 3 read and write", null, null), (shown.Diagnosis, shown.Evidence, shown.StandbyObjection, shown.OpenIncident));
    }
}
