using System.Text;
using Microsoft.DurableTask.Client;
using Steadfast.Local.Host;
using Steadfast.Local.Runtime;

namespace Steadfast.Local.Bench;

/// <summary>
/// Measures whether memory and journal stay bounded while alerts come for hours and what has ended is purged, and what very many kept
/// alerts cost. Time goes sixty times as fast, so that hours of retention are minutes; the Function App is in this process.
/// </summary>
public static class SoakBench
{
    private const int Minutes = 6;
    private const int AlertsPerSecond = 100;
    private const int KeptAlerts = 14_000;
    private const int KeepAtMost = 1_000;
    private const int Speed = 60;
    private const string Key = "the-function-key";
    private const double Megabyte = 1024 * 1024;

    /// <summary>Measures, and returns the exit code.</summary>
    public static async Task<int> RunAsync(BenchOutput output)
    {
        Console.Error.WriteLine(
            $"measuring, about {Minutes + 1} minutes; {AlertsPerSecond} alerts/s, {KeepAtMost} kept, {Speed} times as fast:");
        IReadOnlyList<Sample> samples = await SoakAsync();
        (IReadOnlyList<double> lists, double restart) = await KeptAsync();
        // The first purge comes when the first alerts are an hour old, which is the end of the first minute.
        Sample settled = samples[1];
        Sample last = samples[^1];
        Figure[] figures =
        [
            new("memory after purge, minutes 2 to 6", "MB", [.. samples.Skip(1).Select(sample => sample.Memory)], null, AtMost: true),
            new("the same: at the end as a multiple of minute 2", "", [last.Memory / settled.Memory], 1.25, AtMost: true),
            new("journal after purge, minutes 2 to 6", "MB", [.. samples.Skip(1).Select(sample => sample.Journal)], null, AtMost: true),
            new("the same: at the end as a multiple of minute 2", "", [last.Journal / settled.Journal], 1.5, AtMost: true),
            new(
                "orchestrations that are kept, minutes 2 to 6", "", [.. samples.Skip(1).Select(sample => (double)sample.Kept)], null,
                AtMost: true),
            new("GET /api/alerts with 14,000 kept", "ms", lists, null, AtMost: true),
            new("restart with 14,000 alerts", "s", [restart], 5, AtMost: true),
        ];
        return await output.ConcludeAsync(figures, "figure");
    }

    private static async Task<IReadOnlyList<Sample>> SoakAsync()
    {
        using TemporaryFolder folder = new();
        await using FunctionHost host = await StartAsync(folder.Path, new FastClock(Speed));
        AlertsEndpoint endpoint = EndpointOf(host);
        List<Sample> samples = [];
        for (int minute = 1; minute <= Minutes; minute++)
        {
            AlertsLoad load = await AlertsLoad.PacedAsync(
                endpoint, Bodies(minute, 60 * AlertsPerSecond), 60 * AlertsPerSecond, AlertsPerSecond);
            Sample sample = await LookAsync(host, folder.Path);
            samples.Add(sample);
            Console.Error.WriteLine($"  minute {minute}: {sample.Memory:0.0} MB, journal {sample.Journal:0.0} MB, {sample.Kept} kept, "
                + $"{load.NotTakenIn} not taken in");
        }

        return samples;
    }

    private static async Task<(IReadOnlyList<double> Lists, double Restart)> KeptAsync()
    {
        using TemporaryFolder folder = new();
        List<double> lists = [];
        await using (FunctionHost host = await StartAsync(folder.Path, TimeProvider.System))
        {
            await AlertsLoad.PacedAsync(EndpointOf(host), Bodies(0, KeptAlerts), KeptAlerts, 2_000);
            await host.Runtime.WhenIdleAsync();
            using HttpClient http = new() { BaseAddress = host.Url };
            http.DefaultRequestHeaders.Add("x-functions-key", Key);
            for (int look = 0; look <= 10; look++)
            {
                long began = TimeProvider.System.GetTimestamp();
                await http.GetByteArrayAsync("api/alerts");
                lists.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        long started = TimeProvider.System.GetTimestamp();
        await using FunctionHost again = await StartAsync(folder.Path, TimeProvider.System);
        return ([.. lists.Skip(1)], TimeProvider.System.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task<FunctionHost> StartAsync(string folder, TimeProvider clock)
    {
        string front = $"127.44.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(1, 255)}";
        FunctionHost host = LocalFunctionApp.Build(new HostSettings(new($"http://{front}:7071"), Key, "the-master-key", new($"http://{front}:8090"), "a-token", folder)
        {
            AppSettings = new Dictionary<string, string?>
            {
                ["Stack:SubscriptionId"] = "00000000-0000-0000-0000-000000000001",
                ["Stack:ResourceGroup"] = "rg",
                ["Stack:ScaleSet"] = "web",
                ["Stack:LoadBalancer"] = "lb",
                ["Recovery:KeepFor"] = "01:00:00",
                ["Recovery:KeepAtMost"] = $"{KeepAtMost}",
                ["Logging:LogLevel:Default"] = "Warning",
                // There is nothing to look at.
                ["WatchdogSchedule"] = "0 0 0 1 1 *",
            },
        }, clock);
        await host.StartAsync();
        return host;
    }

    private static AlertsEndpoint EndpointOf(FunctionHost host) => new(new Uri(host.Url, "api/alerts"), Key);

    // Of one rule in four people are told; the others are kept and shown, as of a rule that nobody knows.
    private static byte[][] Bodies(int round, int count) => [.. Enumerable.Range(0, count).Select(number => Encoding.UTF8.GetBytes($$$"""
        {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/{{{round}}}-{{{number}}}",
         "alertRule":"{{{(number % 4 == 0 ? "mysql-cpu" : "somebody-elses")}}}","severity":"Sev1","signalType":"Metric","monitorCondition":"Fired","monitoringService":"Platform",
         "alertTargetIDs":[],"firedDateTime":"2026-01-01T00:00:00Z","essentialsVersion":"1.0","alertContextVersion":"1.0"},
         "alertContext":{}}
        }
        """))];

    private static async Task<Sample> LookAsync(FunctionHost host, string folder)
    {
        int kept = 0;
        await foreach (OrchestrationMetadata _ in host.Client.GetAllInstancesAsync())
        {
            kept++;
        }

        // What nobody refers to any more is none of it.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return new(
            GC.GetTotalMemory(forceFullCollection: true) / Megabyte,
            new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length) / Megabyte, kept);
    }

    /// <summary>Size of memory and journal, and number of kept histories, at one moment.</summary>
    /// <param name="Memory">What is referred to, in MB.</param>
    /// <param name="Journal">The files of the journal, in MB.</param>
    /// <param name="Kept">How many orchestrations there are.</param>
    private sealed record Sample(double Memory, double Journal, int Kept);

    /// <summary>A clock that goes faster, and its timers with it.</summary>
    private sealed class FastClock(int speed) : TimeProvider
    {
        private readonly DateTimeOffset _began = System.GetUtcNow();
        private readonly long _start = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => _began + (System.GetElapsedTime(_start) * speed);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new FastTimer(System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period)), this);

        private TimeSpan Shorter(TimeSpan time) => time <= TimeSpan.Zero ? time : time / speed;

        private sealed class FastTimer(ITimer timer, FastClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Shorter(dueTime), clock.Shorter(period));

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
