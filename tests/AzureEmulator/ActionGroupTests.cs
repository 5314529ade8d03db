namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Retries and silence of a webhook, on a manual clock with Azure's documented times.</summary>
[Trait("Category", "fast")]
public sealed class ActionGroupTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new(Start);

    [Fact]
    public async Task Retries_after_5_20_5_40_and_5_seconds_then_leaves_the_endpoint_alone_for_15_minutes()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var emulator = Build(webhook);
        webhook.Status = 503;

        emulator.ActionGroup.Send(Alert(emulator, "first"));
        await AnsweredAsync(emulator, deliveries: 1);
        foreach (var (delay, number) in new[] { 5, 20, 5, 40, 5 }.Select((delay, index) => (delay, index)))
        {
            var wait = TimeSpan.FromSeconds(delay);
            await Poll.UntilAsync($"retry {number + 1} to be {delay} s away", () => _clock.Awaits(wait));
            _clock.Advance(wait);
            await AnsweredAsync(emulator, deliveries: number + 2);
        }

        webhook.Status = 202;
        await Poll.UntilAsync("silence", () => emulator.ActionGroup.SilencedUntil(webhook.Receiver) is not null);
        _clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        emulator.ActionGroup.Send(Alert(emulator, "second"));
        await AnsweredAsync(emulator, deliveries: 7);
        _clock.Advance(TimeSpan.FromSeconds(1));
        emulator.ActionGroup.Send(Alert(emulator, "third"));
        await AnsweredAsync(emulator, deliveries: 8);

        Assert.Equal(
            [
                "first 1 503 at 0", "first 2 503 at 5", "first 3 503 at 25", "first 4 503 at 30", "first 5 503 at 70", "first 6 503 at 75",
                "second 0 silenced at 974", "third 1 202 at 975",
            ],
            emulator.ActionGroup.Deliveries.Select(one => $"{one.AlertId} {one.Attempt} {one.Outcome} at {(one.At - Start).TotalSeconds}"));
        Assert.Equal(7, webhook.Posts.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Other_failures_silence_nobody(int status)
    {
        await using var webhook = await Webhook.StartAsync();
        await using var emulator = Build(webhook);
        webhook.Status = status;

        emulator.ActionGroup.Send(Alert(emulator, "first"));
        await AnsweredAsync(emulator, deliveries: 1);
        emulator.ActionGroup.Send(Alert(emulator, "second"));
        await AnsweredAsync(emulator, deliveries: 2);

        Assert.Equal(
            [$"first 1 {status}", $"second 1 {status}"],
            emulator.ActionGroup.Deliveries.Select(one => $"{one.AlertId} {one.Attempt} {one.Outcome}"));
    }

    [Fact]
    public async Task Endpoint_that_does_not_exist_is_unreachable_and_tried_again()
    {
        await using var webhook = await Webhook.StartAsync();
        var address = webhook.Receiver;
        await webhook.DisposeAsync();
        await using var emulator = Build();
        emulator.ActionGroup.Add(address);

        emulator.ActionGroup.Send(Alert(emulator, "first"));
        await AnsweredAsync(emulator, deliveries: 1);
        await Poll.UntilAsync("the retry to be 5 s away", () => _clock.Awaits(TimeSpan.FromSeconds(5)));

        Assert.Equal("unreachable", emulator.ActionGroup.Deliveries.Single().Outcome);
    }

    [Fact]
    public async Task Scenario_loses_delays_and_duplicates_alerts()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var emulator = Build(webhook);
        emulator.ActionGroup.Plan = alert => alert.AlertId switch
        {
            "lost" => DeliveryPlan.Lost,
            "late" => DeliveryPlan.Late(TimeSpan.FromMinutes(3)),
            _ => DeliveryPlan.Repeated(3),
        };

        emulator.ActionGroup.Send(Alert(emulator, "lost"));
        emulator.ActionGroup.Send(Alert(emulator, "late"));
        emulator.ActionGroup.Send(Alert(emulator, "thrice"));
        await AnsweredAsync(emulator, deliveries: 4);
        await Poll.UntilAsync("the late one to wait", () => _clock.Awaits(TimeSpan.FromMinutes(3)));
        _clock.Advance(TimeSpan.FromMinutes(3));
        await AnsweredAsync(emulator, deliveries: 5);

        Assert.Equal(
            ["lost dropped 0", "thrice 202 0", "thrice 202 0", "thrice 202 0", "late 202 180"],
            emulator.ActionGroup.Deliveries.Select(one => $"{one.AlertId} {one.Outcome} {(one.At - Start).TotalSeconds}"));
    }

    [Fact]
    public async Task Key_of_a_receiver_is_not_printed()
    {
        await using var webhook = await Webhook.StartAsync();

        Assert.Equal("healer", webhook.Receiver.ToString());
    }

    private static Task AnsweredAsync(EmulatedAzure emulator, int deliveries) =>
        Poll.UntilAsync($"{deliveries} deliveries", () => emulator.ActionGroup.Deliveries.Count == deliveries);

    private EmulatedAzure Build(Webhook? webhook = null)
    {
        var emulator = EmulatedAzure.Build(TestStack.Options with { Clock = _clock, Pace = Pace.Azure }, new FakeMachines());
        if (webhook is not null)
        {
            emulator.ActionGroup.Add(webhook.Receiver);
        }

        return emulator;
    }

    private Alert Alert(EmulatedAzure emulator, string id) =>
        new(id, emulator.Alerts.Rules[0], [], 0, Start, Start, _clock.GetUtcNow(), ResolvedAt: null);
}
