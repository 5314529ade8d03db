using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Pages.Breaking;

/// <summary>Faults of web servers and of their zones.</summary>
internal static class WebServerBreaks
{
    public static IReadOnlyList<StackFault> All { get; } =
    [
        new("kill", FaultPlace.WebServer, "Kill", "kill -9. It stays dead until Azure restarts the machine", IsRunning, Sync(Kill)),
        new("hang", FaultPlace.WebServer, "Hang", "kill -STOP. It accepts connections and never answers", Runs, Sync(Hang)),
        new("slow", FaultPlace.WebServer, "Slow down", "It stands still and runs in turns, so most requests time out", Runs, Sync(SlowDown)),
        new("errors", FaultPlace.WebServer, "Answer 500", "Every request is answered with 500, the health probe too", Runs, AnswerErrorsAsync),
        new("poison", FaultPlace.WebServer, "Damage disk", "It dies and will not start from its disk any more. Only a reimage helps", IsRunning, Sync(Poison)),
        new("host", FaultPlace.WebServer, "Break host", "It dies and nothing runs on its host any more. Only a replacement helps", HasHost, Sync(BreakHost)),
        new("go-on", FaultPlace.WebServer, "Let it go on", "kill -CONT. It goes on as if nothing had been", IsPaused, Sync(GoOn)) { Mends = true },
        new("zone-loss", FaultPlace.Zone, "Lose the zone", "Every server in it dies, the database's too, and no machine in it comes up any more", IsThere, Sync(LoseZone)),
        new("zone-back", FaultPlace.Zone, "Bring it back", "Its machines come up again", IsLost, BringZoneBackAsync) { Mends = true },
    ];

    private static bool IsRunning(FaultSite site) => site.Web?.Process.IsRunning == true;

    private static bool Runs(FaultSite site) => site.Web?.Process is { IsRunning: true, IsPaused: false } && !Stutters(site);

    private static bool Stutters(FaultSite site) => site.Web?.Process.ProcessId is { } id && site.Memory.Stuttering.Contains(id);

    private static bool HasHost(FaultSite site) => site.Web is { IsHostBroken: false };

    private static bool IsPaused(FaultSite site) => site.Web?.Process is { IsPaused: true } && !Stutters(site);

    private static bool IsThere(FaultSite site) => site.InZone.Any(machine => !machine.IsHostBroken);

    private static bool IsLost(FaultSite site) => site.InZone is { Count: > 0 } all && all.All(machine => machine.IsHostBroken);

    private static void Kill(FaultSite site)
    {
        site.Tell($"kill -9 of {Described(site.Web!)}");
        site.Web!.Crash();
    }

    private static void Hang(FaultSite site)
    {
        site.Tell($"kill -STOP of {Described(site.Web!)}: it accepts connections and never answers");
        site.Web!.Process.Pause();
    }

    private static void SlowDown(FaultSite site)
    {
        TimeSpan probe = site.Twin.Options.Pace.Plane.ProbeInterval;
        site.Tell($"{Described(site.Web!)} from now on stands still most of the time");
        site.Memory.Stuttering.Add(site.Web!.Process.ProcessId ?? 0);
        // Ends with the process.
        _ = site.Web.StutterAsync(probe * 6, probe / 2, CancellationToken.None);
    }

    private static async Task AnswerErrorsAsync(FaultSite site, CancellationToken ct)
    {
        site.Tell($"{Described(site.Web!)} from now on answers everything with 500");
        await site.Web!.AnswerErrorsAsync(ct);
    }

    private static void Poison(FaultSite site)
    {
        site.Tell($"the disk of {Described(site.Web!)} is damaged: it ends, and will not start from it any more");
        site.Web!.DamageDisk();
        site.Web.Crash();
    }

    private static void BreakHost(FaultSite site)
    {
        site.Tell($"the host below {Described(site.Web!)} is broken: nothing will run on it any more");
        Break(site.Web!);
    }

    private static void GoOn(FaultSite site)
    {
        site.TellMended($"web server {site.Target} goes on");
        site.Web!.Process.Continue();
    }

    private static void LoseZone(FaultSite site)
    {
        site.Tell($"zone {site.Target} is lost: every server in it dies, and no machine in it comes up any more");
        foreach (WebMachine machine in site.InZone)
        {
            Break(machine);
        }

        if (site.Twin.Database?.Pair.Members.FirstOrDefault(member => member.Zone == site.Target) is { } member)
        {
            member.Server.Kill();
        }
    }

    private static async Task BringZoneBackAsync(FaultSite site, CancellationToken ct)
    {
        site.TellMended($"zone {site.Target} is back, and its machines come up");
        foreach (WebMachine machine in site.InZone)
        {
            machine.MendHost();
        }

        await Task.WhenAll(site.InZone.Where(machine => !machine.Process.IsRunning).Select(machine => machine.StartAsync(ct)));
    }

    private static void Break(WebMachine machine)
    {
        machine.BreakHost();
        machine.Crash();
    }

    private static string Described(WebMachine machine) => $"web server {machine.Id} in zone {machine.Spec.Zone} ({machine.Handle})";

    private static Func<FaultSite, CancellationToken, Task> Sync(Action<FaultSite> act) => (site, _) =>
    {
        act(site);
        return Task.CompletedTask;
    };
}
