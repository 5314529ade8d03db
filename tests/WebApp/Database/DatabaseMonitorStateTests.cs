using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Tests.Database;

[Trait("Category", "fast")]
public sealed class DatabaseMonitorStateTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly DatabaseCheck Well = new(Failure: null, Writable: true, "a:3306:1", TimeSpan.FromMilliseconds(5));
    private static readonly DatabaseCheck Away = new(FailureKind.Unreachable, Writable: false, Server: null, TimeSpan.FromMilliseconds(5));

    private readonly DatabaseMonitorState _monitored = new(new DatabaseLimits(), TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_finds_it_away_makes_the_next_look_due_at_once()
    {
        _monitored.Looked(Well);
        Task due = _monitored.UntilDueAsync(Long, Ct);
        Assert.False(due.IsCompleted);

        _monitored.InvalidateStatus();

        await due.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct);
    }

    [Fact]
    public async Task A_doubt_that_came_before_the_wait_counts_and_a_new_look_ends_it()
    {
        _monitored.Looked(Well);
        _monitored.InvalidateStatus();
        await _monitored.UntilDueAsync(Long, Ct).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct);

        _monitored.Looked(Well);

        Assert.False(_monitored.UntilDueAsync(Long, Ct).IsCompleted);
    }

    [Fact]
    public void Of_what_is_known_to_be_away_there_is_no_doubt()
    {
        _monitored.Looked(Away);
        Task due = _monitored.UntilDueAsync(Long, Ct);

        _monitored.InvalidateStatus();

        Assert.False(due.IsCompleted || _monitored.UntilDueAsync(Long, Ct).IsCompleted);
    }
}
