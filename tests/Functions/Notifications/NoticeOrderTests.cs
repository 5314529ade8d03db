using System.Net;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>Whoever wakes people hears the last word on an incident last, however often an earlier one is tried.</summary>
[Trait("Category", "fast")]
public sealed class NoticeOrderTests
{
    private static readonly FunctionCatalog App = FunctionCatalog.FromTypes(typeof(NoticeEntity), typeof(NotificationOrchestrator), typeof(NotificationActivities));
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(NoticeKind.Closed, "")]
    [InlineData(NoticeKind.Acknowledged, "")]
    [InlineData(NoticeKind.Escalated, "incident-instance-1-000012-escalated")]
    public async Task A_trigger_that_is_tried_again_does_not_overtake_what_came_after_it(NoticeKind last, string open)
    {
        await using Life life = new();
        life.Pager.Answers = request => request.Step == "trigger" && request.Key == Incident && life.Clock.GetUtcNow() < Noon.AddSeconds(140) ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.Accepted;

        await life.TellAsync(SampleNotices.Of(NoticeKind.ApprovalNeeded));
        await life.UntilAsync(Noon.AddSeconds(100));
        await life.TellAsync(SampleNotices.Of(last));
        NoticeView[] told = await life.EndAsync(2);

        Assert.Equal(open, string.Join(", ", life.Pager.Open));
        Assert.DoesNotContain(Incident, life.Pager.Woken);
        Assert.All(told, one => Assert.Equal(NoticeState.Delivered, one.State));
        Assert.Equal($"taken (202); {last} came after it, so that was said instead", told.Single(one => one.Notice.Kind == NoticeKind.ApprovalNeeded).Detail);
    }

    [Fact]
    public async Task A_trigger_that_was_on_its_way_while_the_incident_closed_is_resolved_after_it()
    {
        await using Life life = new();
        life.Pager.Before = async request =>
        {
            if (request.Step == "trigger" && life.Pager.Requests.IsEmpty)
            {
                life.Pager.Requests.Enqueue(request with { Step = "trigger on its way" });
                await life.TellAsync(SampleNotices.Of(NoticeKind.Closed));
                await Eventually.Is(() => Task.FromResult(life.Pager.Requests.Any(one => one.Step == "resolve")), resolved => resolved, "the resolve came first");
            }
        };

        await life.TellAsync(SampleNotices.Of(NoticeKind.ApprovalNeeded));
        await life.EndAsync(2);

        Assert.Equal(["trigger on its way", "resolve", "trigger", "resolve"], life.Pager.Requests.Select(request => request.Step));
        Assert.Empty(life.Pager.Open);
    }

    [Fact]
    public async Task A_resolve_that_is_tried_again_takes_nothing_away_from_a_trigger_that_came_after_it()
    {
        await using Life life = new();
        life.Pager.Answers = request => request.Step == "resolve" && life.Clock.GetUtcNow() < Noon.AddSeconds(10) ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.Accepted;

        await life.TellAsync(SampleNotices.Of(NoticeKind.Closed));
        await life.TellAsync(SampleNotices.Of(NoticeKind.LongIncident));
        NoticeView[] told = await life.EndAsync(2);

        Assert.Equal([Incident], life.Pager.Open);
        Assert.Equal("LongIncident came after it, so that is said instead", told.Single(one => one.Notice.Kind == NoticeKind.Closed).Detail);
    }

    private const string Incident = "incident-instance-1-000012";

    private sealed record Event(string Step, string Key);

    /// <summary>A service that wakes people, as far as its alerts go.</summary>
    private sealed class Pager : HttpMessageHandler
    {
        private readonly Lock _gate = new();

        public Func<Event, HttpStatusCode> Answers { get; set; } = _ => HttpStatusCode.Accepted;

        public Func<Event, Task> Before { get; set; } = _ => Task.CompletedTask;

        public System.Collections.Concurrent.ConcurrentQueue<Event> Requests { get; } = [];

        public SortedSet<string> Open { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Woken { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            JsonNode body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            Event said = new($"{body["event_action"]}", $"{body["dedup_key"]}");
            await Before(said);
            Requests.Enqueue(said);
            HttpStatusCode answer = Answers(said);
            if (answer == HttpStatusCode.Accepted)
            {
                Take(said);
            }

            return new(answer);
        }

        private void Take(Event said)
        {
            lock (_gate)
            {
                if (said.Step == "resolve")
                {
                    Open.Remove(said.Key);
                }

                if (said.Step == "trigger")
                {
                    Open.Add(said.Key);
                    Woken.Add(said.Key);
                }
            }
        }
    }

    /// <summary>The part of the automation that tells people, on the virtual clock.</summary>
    private sealed class Life : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly DurableRuntime _runtime;
        private bool _isStarted;

        public Life()
        {
            NotificationOptions options = new() { Format = "PagerDuty", Key = SampleNotices.Key };
            _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Clock).AddSingleton(new NoticeSite("")).AddSingleton(new HttpClient(Pager))
                .AddSingleton<IOptionsMonitor<NotificationOptions>>(new FixedOptions<NotificationOptions>(options)).AddSingleton<NoticeReceiver>().BuildServiceProvider();
            _runtime = new(App, _services, new RuntimeOptions { Clock = Clock });
        }

        public VirtualClock Clock { get; } = new(Noon);

        public Pager Pager { get; } = new();

        public async Task TellAsync(Notice notice)
        {
            if (!_isStarted)
            {
                await _runtime.StartAsync(Ct);
                _isStarted = true;
            }

            await _runtime.Client.Entities.SignalEntityAsync(NoticeEntity.Id, nameof(NoticeEntity.Add), notice, cancellation: Ct);
        }

        public async Task UntilAsync(DateTimeOffset moment) =>
            await VirtualRun.UntilAsync(_runtime, Clock, () => Task.FromResult(Clock.GetUtcNow() >= moment), moment, Ct);

        public async Task<NoticeView[]> EndAsync(int count)
        {
            await VirtualRun.UntilAsync(_runtime, Clock, async () => (await ToldAsync()).Length == count, Noon.AddHours(1), Ct);
            return await ToldAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _runtime.DisposeAsync();
            await _services.DisposeAsync();
        }

        private async Task<NoticeView[]> ToldAsync()
        {
            OrchestrationQuery all = new(InstanceIdPrefix: NotificationActivities.IdPrefix, FetchInputsAndOutputs: true);
            return await _runtime.Client.GetAllInstancesAsync(all).Where(one => one.IsCompleted).Select(one => one.ReadOutputAs<NoticeView>()!).ToArrayAsync(Ct);
        }
    }
}
