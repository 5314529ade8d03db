using Steadfast.Local.Stack.Web;

namespace Steadfast.Local.Stack.Tests.Web;

[Trait("Category", "real-processes")]
public class WebProcessTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Can_be_started_again_after_a_kill_and_after_a_stop()
    {
        await using var web = WebAppUnderTest.Instance("7");
        await web.StartAsync(None);
        int first = web.ProcessId!.Value;
        web.Kill();
        await Eventually.TrueAsync(() => !web.IsRunning, "it is dead");
        Assert.Equal(new WebHealth(false, null, "ConnectionRefused"), await web.ProbeHealthAsync(Soon, None));

        await web.StartAsync(None);
        Assert.Equal(new WebHealth(true, 200, null), await web.ProbeHealthAsync(Soon, None));
        Assert.Equal(0, await web.StopAsync());
        Assert.Null(await web.StopAsync());
        await web.StartAsync(None);

        Assert.Equal(3, web.Starts);
        Assert.NotEqual(first, web.ProcessId);
    }

    [Fact]
    public async Task Starting_what_runs_does_nothing()
    {
        await using var web = WebAppUnderTest.Instance("7");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => web.StartAsync(None)));

        Assert.Equal(1, web.Starts);
    }

    [Fact]
    public async Task A_paused_server_does_not_answer_until_it_goes_on()
    {
        await using var web = WebAppUnderTest.Instance("7");
        await web.StartAsync(None);

        web.Pause();
        Assert.Equal(new WebHealth(false, null, "no answer within 500 ms"), await web.ProbeHealthAsync(Soon, None));
        web.Continue();

        Assert.True((await web.ProbeHealthAsync(TimeSpan.FromSeconds(10), None)).Up);
    }

    [Fact]
    public async Task A_start_on_a_taken_address_fails_with_the_reason()
    {
        await using var holder = WebAppUnderTest.Instance("1");
        await holder.StartAsync(None);
        await using var late = WebAppUnderTest.Instance("2", holder.EndPoint);

        var failure = await Assert.ThrowsAsync<WebStartException>(() => late.StartAsync(None));

        Assert.Equal($"Instance 2 cannot listen on {holder.EndPoint}: Address already in use.", failure.Message);
        Assert.False(late.IsRunning);
        Assert.True(holder.IsRunning);
    }

    [Fact]
    public async Task A_start_with_a_wrong_setting_fails_with_the_name_of_the_setting()
    {
        await using var web = WebAppUnderTest.Instance(new string('x', 65));

        var failure = await Assert.ThrowsAsync<WebStartException>(() => web.StartAsync(None));

        Assert.Contains("Instance__Id is longer than 64 characters.", failure.Message);
    }

    [Fact]
    public async Task A_machine_that_is_switched_on_leaves_a_server_running_that_is_slow_to_come_up()
    {
        await using var web = new WebProcess(new WebProcessOptions(WebAppUnderTest.Assembly, new Uri($"http://{Loopback.Free()}"), "7", "1") { StartDeadline = Instant });

        WebStart start = await web.SwitchOnAsync(None);

        Assert.Equal((false, null), (start.Serves, start.ExitCode));
        await Eventually.TrueAsync(() => web.ProbeHealthAsync(Soon, None).Result.Up, "it has come up");
        Assert.Equal(1, web.Starts);
    }

    [Fact]
    public async Task A_start_that_must_succeed_stops_a_server_that_is_slow_to_come_up()
    {
        await using var web = new WebProcess(new WebProcessOptions(WebAppUnderTest.Assembly, new Uri($"http://{Loopback.Free()}"), "7", "1") { StartDeadline = Instant });

        await Assert.ThrowsAsync<WebStartException>(() => web.StartAsync(None));

        Assert.False(web.IsRunning);
    }

    [Fact]
    public async Task A_server_that_ends_by_itself_is_told_apart_from_a_slow_one()
    {
        await using var web = WebAppUnderTest.Instance(new string('x', 65));

        WebStart start = await web.SwitchOnAsync(None);

        Assert.False(start.Serves);
        Assert.NotNull(start.ExitCode);
        Assert.Contains("Instance__Id is longer than 64 characters.", start.Problem);
    }

    [Fact]
    public async Task A_stop_ends_a_paused_server_too()
    {
        await using var web = WebAppUnderTest.Instance("7");
        await web.StartAsync(None);
        web.Pause();

        Assert.Equal(0, await web.StopAsync());
    }

    [Fact]
    public async Task After_the_end_it_cannot_be_started()
    {
        var web = WebAppUnderTest.Instance("7");
        await web.StartAsync(None);
        await web.DisposeAsync();
        await web.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => web.StartAsync(None));
        Assert.False(web.IsRunning);
    }
}
