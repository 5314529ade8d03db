using Steadfast.Functions.Actions;
using Steadfast.Functions.Platform;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Platform;

[Trait("Category", "fast")]
public sealed class BoundedPollTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly VirtualClock _clock = new(Noon);
    private readonly List<double> _asked = [];

    private Task PauseAsync(TimeSpan pause)
    {
        _clock.Advance(pause);
        return Task.CompletedTask;
    }

    private Task<(int Answer, TimeSpan? Pause)> AskAsync(double first, Func<int, double?> again) => BoundedPoll.RunAsync(
        TimeSpan.FromSeconds(first),
        () =>
        {
            _asked.Add((_clock.GetUtcNow() - Noon).TotalSeconds);
            return Task.FromResult(_asked.Count);
        },
        answer => again(answer) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, _clock, PauseAsync);

    [Fact]
    public async Task It_asks_until_the_answer_is_final()
    {
        var (answer, pause) = await AskAsync(5, count => count < 3 ? 5 : null);

        Assert.Equal((3, null), (answer, pause));
        Assert.Equal([5, 10, 15], _asked);
    }

    [Fact]
    public async Task It_never_waits_longer_than_the_window_and_says_what_pause_is_left()
    {
        var (answer, pause) = await AskAsync(0, _ => 7);

        Assert.Equal((3, TimeSpan.FromSeconds(7)), (answer, pause));
        Assert.Equal([0, 7, 14], _asked);
    }

    [Theory]
    [InlineData(5, 5, 120, 4, 20d, 5d)]   // the window ends
    [InlineData(5, 5, 12, 3, 12d, null)]  // the deadline comes first, with one last look
    [InlineData(0, 30, 120, 1, 0d, 30d)]  // the pause does not fit into the window
    public async Task An_operation_is_followed_within_window_and_deadline(double first, double interval, double until, int asked, double at, double? left)
    {
        PollPlan plan = new(TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(interval), Noon.AddSeconds(until).UtcDateTime);

        OperationProgress last = await OperationStatus.FollowAsync(
            plan,
            () =>
            {
                _asked.Add((_clock.GetUtcNow() - Noon).TotalSeconds);
                return Task.FromResult(new OperationProgress(ActionResult.Running, null, "the platform says InProgress"));
            },
            _clock, PauseAsync);

        Assert.Equal((asked, at, left), (_asked.Count, _asked[^1], last.RetryAfter?.TotalSeconds));
    }
}
