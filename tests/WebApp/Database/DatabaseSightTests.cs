using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Tests.Database;

[Trait("Category", "fast")]
public sealed class DatabaseSightTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly Look Well = new(Failure: null, Writable: true, "a:3306:1", TimeSpan.FromMilliseconds(5));
    private static readonly Look Away = new(FailureKind.Unreachable, Writable: false, Server: null, TimeSpan.FromMilliseconds(5));

    private readonly DatabaseSight _sight = new(new DatabaseLimits(), TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_finds_it_away_makes_the_next_look_due_at_once()
    {
        _sight.Looked(Well);
        Task due = _sight.UntilDueAsync(Long, Ct);
        Assert.False(due.IsCompleted);

        _sight.Doubt();

        await due.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct);
    }

    [Fact]
    public async Task A_doubt_that_came_before_the_wait_counts_and_a_new_look_ends_it()
    {
        _sight.Looked(Well);
        _sight.Doubt();
        await _sight.UntilDueAsync(Long, Ct).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct);

        _sight.Looked(Well);

        Assert.False(_sight.UntilDueAsync(Long, Ct).IsCompleted);
    }

    [Fact]
    public void Of_what_is_known_to_be_away_there_is_no_doubt()
    {
        _sight.Looked(Away);
        Task due = _sight.UntilDueAsync(Long, Ct);

        _sight.Doubt();

        Assert.False(due.IsCompleted || _sight.UntilDueAsync(Long, Ct).IsCompleted);
    }
}
