using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Steadfast.Local.Bench;

/// <summary>Figures of an endpoint under a load of alerts.</summary>
/// <param name="Seconds">For how long.</param>
/// <param name="Times">How long each answer took from the moment it was due, in milliseconds.</param>
/// <param name="NotTakenIn">How many were not answered with 202.</param>
public sealed record AlertsLoad(double Seconds, IReadOnlyList<double> Times, int NotTakenIn)
{
    /// <summary>Alerts answered per second.</summary>
    public double PerSecond => Times.Count / Seconds;

    /// <summary>The time that this part of the answers did not exceed, in milliseconds.</summary>
    public double Percentile(double part) => Times.Order().ElementAt((int)(Times.Count * part));

    /// <summary>
    /// Sends at a steady rate whatever the answers, and counts from when each was due: a stall is seen by all that should have been sent in
    /// it.
    /// </summary>
    public static async Task<AlertsLoad> PacedAsync(AlertsEndpoint endpoint, byte[][] bodies, int count, int perSecond)
    {
        using HttpClient http = Client();
        Stopwatch time = Stopwatch.StartNew();
        Task<(double, bool)>[] sent = new Task<(double, bool)>[count];
        for (int next = 0; next < count;)
        {
            for (; next < count && next <= time.Elapsed.TotalSeconds * perSecond; next++)
            {
                sent[next] = SendAsync(http, endpoint, bodies[next % bodies.Length], time, TimeSpan.FromSeconds((double)next / perSecond));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        return Of(time, await Task.WhenAll(sent));
    }

    /// <summary>Sends on a number of connections, each as fast as it is answered.</summary>
    public static async Task<AlertsLoad> FullAsync(AlertsEndpoint endpoint, byte[][] bodies, int connections, TimeSpan duration)
    {
        using HttpClient http = Client();
        Stopwatch time = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(async connection =>
        {
            List<(double, bool)> answers = [];
            for (int next = connection; time.Elapsed < duration; next += connections)
            {
                answers.Add(await SendAsync(http, endpoint, bodies[next % bodies.Length], time, time.Elapsed));
            }

            return answers;
        }));
        return Of(time, all.SelectMany(static answers => answers));
    }

    private static AlertsLoad Of(Stopwatch time, IEnumerable<(double Took, bool TakenIn)> answers)
    {
        (double Took, bool TakenIn)[] all = [.. answers];
        return new(time.Elapsed.TotalSeconds, [.. all.Select(static answer => answer.Took)], all.Count(static answer => !answer.TakenIn));
    }

    private static async Task<(double Took, bool TakenIn)> SendAsync(
        HttpClient http, AlertsEndpoint endpoint, byte[] body, Stopwatch time, TimeSpan due)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, endpoint.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("x-functions-key", endpoint.Key);
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request);
            return ((time.Elapsed - due).TotalMilliseconds, answer.StatusCode == HttpStatusCode.Accepted);
        }
        catch (HttpRequestException)
        {
            return ((time.Elapsed - due).TotalMilliseconds, false);
        }
    }

    private static HttpClient Client() =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
}

/// <summary>Address that alerts are sent to.</summary>
/// <param name="Url">The address.</param>
/// <param name="Key">The key that goes along.</param>
public sealed record AlertsEndpoint(Uri Url, string Key);
