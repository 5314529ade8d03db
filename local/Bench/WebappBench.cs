using System.Net;
using System.Text;

namespace Steadfast.Local.Bench;

/// <summary>Measures the speed of the web application beside a bare server on the same machine in the same minutes.</summary>
public static class WebappBench
{
    private const int Rounds = 5;
    private const int Turns = 5;

    /// <summary>Measures, and returns the exit code.</summary>
    public static async Task<int> RunAsync(BenchOutput output)
    {
        Console.Error.WriteLine("measuring, about two minutes:");
        await using var stage = await WebappStage.StartAsync();
        (string Name, Func<Task<WebappLoad>> Measure)[] parts =
        [
            ("bare server, /", () => WebappLoad.MeasureAsync(stage.Bare, Get(stage.Bare, "/"))),
            ("web application, /", () => WebappLoad.MeasureAsync(stage.Web, Get(stage.Web, "/"))),
            ("the same without compression", () => WebappLoad.MeasureAsync(stage.Web, Get(stage.Web, "/", encoding: "identity"))),
            // Writes come first, so that there are notes to read.
            ("writing a note", () => WebappLoad.MeasureAsync(stage.Web, () => Post(stage.Web))),
            ("reading 20 notes", () => WebappLoad.MeasureAsync(stage.Web, Get(stage.Web, "/api/notes?limit=20"))),
            ("reading 20 notes from the cache", () => WebappLoad.MeasureAsync(stage.Cached, Get(stage.Cached, "/api/notes?limit=20"))),
        ];
        var samples = parts.Select(static _ => new List<WebappLoad>()).ToArray();

        // In short turns, so that a busy moment of the machine hurts all; the first round is the warm-up.
        for (int round = 0; round <= Rounds; round++)
        {
            Console.Error.WriteLine($"  round {round} of {Rounds} ...");
            var turns = parts.Select(static _ => new List<WebappLoad>()).ToArray();
            for (int turn = 0; turn < Turns; turn++)
            {
                for (int part = 0; part < parts.Length; part++)
                {
                    turns[part].Add(await parts[part].Measure());
                }
            }

            for (int part = 0; part < parts.Length; part++)
            {
                samples[part].Add(WebappLoad.Sum(turns[part]));
            }
        }

        foreach (var each in samples)
        {
            each.RemoveAt(0);
        }

        List<Figure> figures = [.. parts.Zip(samples, static (part, taken) => Figures(part.Name, taken)).SelectMany(static each => each)];
        figures.Add(
            new(
                "/ compared with the bare server", "times",
                [.. samples[1].Zip(samples[0], static (web, bare) => web.PerSecond / bare.PerSecond)], 0.8));
        figures.Add(
            new(
                "notes from the cache compared with the database", "times",
                [.. samples[5].Zip(samples[4], static (cached, asked) => cached.PerSecond / asked.PerSecond)], 3));
        return await output.ConcludeAsync(figures);
    }

    private static Figure[] Figures(string name, List<WebappLoad> taken) =>
    [
        new(name, "requests/s", [.. taken.Select(static each => each.PerSecond)], Target: null),
        new($"{name}: median", "ms", [.. taken.Select(static each => each.Percentile(0.5))], Target: null),
        new($"{name}: 99 of 100 within", "ms", [.. taken.Select(static each => each.Percentile(0.99))], Target: null),
    ];

    // As a browser asks, which takes compressed answers.
    private static Func<byte[]> Get(IPEndPoint server, string path, string encoding = "gzip")
    {
        byte[] request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server}\r\nAccept-Encoding: {encoding}\r\n\r\n");
        return () => request;
    }

    private static byte[] Post(IPEndPoint server)
    {
        const string Body = """{"text":"a note of the bench"}""";
        return Encoding.ASCII.GetBytes(
            $"POST /api/notes HTTP/1.1\r\nHost: {server}\r\nContent-Type: application/json\r\nContent-Length: "
                + $"{Body.Length}\r\nIdempotency-Key: {Guid.NewGuid():N}\r\n\r\n{Body}");
    }
}
