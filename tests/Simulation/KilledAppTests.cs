using System.Net;
using Steadfast.Local.Simulation.Engine;
using Steadfast.Local.Simulation.Models;

namespace Steadfast.Simulation.Tests;

/// <summary>A Function App that was killed hears nothing more, whatever it was waiting for.</summary>
public sealed class KilledAppTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false, "answered")]
    [InlineData(true, "waiting")]
    public async Task A_request_is_answered_unless_the_app_was_killed(bool isKilled, string expected) => Assert.Equal(
        expected, await OutcomeAsync(isKilled, async clock =>
        {
            await Task.Delay(TimeSpan.FromSeconds(5), clock);
            return new(HttpStatusCode.OK);
        }));

    [Theory]
    [InlineData(false, "failed")]
    [InlineData(true, "waiting")]
    public async Task A_request_fails_unless_the_app_was_killed(bool isKilled, string expected) => Assert.Equal(
        expected, await OutcomeAsync(isKilled, async clock =>
        {
            await Task.Delay(TimeSpan.FromSeconds(5), clock);
            throw new HttpRequestException("refused");
        }));

    [Theory]
    [InlineData(false, "answered")]
    [InlineData(true, "waiting")]
    public async Task A_connection_to_a_database_that_is_cut_off_comes_to_its_end_unless_the_app_was_killed(bool isKilled, string expected) => Assert.Equal(
        expected, await OwnThread.RunAsync(() =>
        {
            WorldThread thread = new();
            WorldClock clock = new(thread, Start);
            AppClock app = new(clock);
            PairConnector connector = new(new(clock, new EventLog(clock, Start, isKept: false)) { IsCutOff = true }, app);
            Task<Stream> connecting = Task.FromResult(Stream.Null);
            thread.Post(_ => connecting = connector.ConnectAsync("", 0, CancellationToken.None), null);
            return Run(thread, clock, app, isKilled, () => connecting);
        }));

    private static Task<string> OutcomeAsync(bool isKilled, Func<TimeProvider, Task<HttpResponseMessage>> answer) => OwnThread.RunAsync(() =>
    {
        WorldThread thread = new();
        WorldClock clock = new(thread, Start);
        AppClock app = new(clock);
        WorldWay way = new(thread, clock, () => TimeSpan.FromSeconds(1), (_, _) => answer(clock)) { IsDead = () => app.IsDead };
        using HttpMessageInvoker client = new(way);
        Task<HttpResponseMessage> sending = Task.FromResult(new HttpResponseMessage());
        thread.Post(_ => sending = client.SendAsync(new(HttpMethod.Get, "http://10.0.1.4/"), CancellationToken.None), null);
        return Run(thread, clock, app, isKilled, () => sending);
    });

    private static string Run(WorldThread thread, WorldClock clock, AppClock app, bool isKilled, Func<Task> outcome)
    {
        thread.Drain();
        clock.FireNext(Start.AddSeconds(2));
        thread.Drain();
        app.IsDead = isKilled;
        do
        {
            thread.Drain();
        }
        while (clock.FireNext(DateTimeOffset.MaxValue));

        return outcome() switch
        {
            { IsCompletedSuccessfully: true } => "answered",
            { IsFaulted: true } => "failed",
            _ => "waiting",
        };
    }
}
