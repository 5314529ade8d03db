using System.Diagnostics;
using System.Net;

namespace Steadfast.Local.Bench;

/// <summary>Figures of one server under load.</summary>
/// <param name="Seconds">For how long.</param>
/// <param name="Times">How long each answer took, in milliseconds.</param>
public sealed record WebappLoad(double Seconds, IReadOnlyList<double> Times)
{
    private const int Connections = 16;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(0.6);

    /// <summary>Requests answered per second.</summary>
    public double PerSecond => Times.Count / Seconds;

    /// <summary>The time that this part of the answers did not exceed, in milliseconds.</summary>
    public double Percentile(double part) => Times.Order().ElementAt((int)(Times.Count * part));

    /// <summary>Several loads as one.</summary>
    public static WebappLoad Sum(IEnumerable<WebappLoad> loads) =>
        loads.Aggregate((one, other) => new(one.Seconds + other.Seconds, [.. one.Times, .. other.Times]));

    /// <summary>Asks on 16 connections, each as fast as it is answered, for a little more than half a second.</summary>
    /// <param name="request">Makes the text of a request; called for each one.</param>
    public static async Task<WebappLoad> MeasureAsync(IPEndPoint server, Func<byte[]> request)
    {
        var time = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Factory.StartNew(
            () => AskUntilDone(server, request, time), TaskCreationOptions.LongRunning)));
        return new(time.Elapsed.TotalSeconds, [.. all.SelectMany(static times => times)]);
    }

    private static List<double> AskUntilDone(IPEndPoint server, Func<byte[]> request, Stopwatch time)
    {
        using var connection = new WebappConnection(server);
        var times = new List<double>();
        while (time.Elapsed < Duration)
        {
            long sent = Stopwatch.GetTimestamp();
            connection.Ask(request());
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return times;
    }
}
