using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Drills;

/// <summary>Faults of one run, made behind the control plane's back.</summary>
public sealed class Faults
{
    private readonly Drill _drill;
    private readonly HashSet<string> _affected = [];

    internal Faults(Drill drill) => _drill = drill;

    /// <summary>Targets of the fault: numbers of instances, and "database".</summary>
    public IReadOnlySet<string> Affected => _affected;

    /// <summary>Nothing serves on any machine of a crowd any more, whatever is done to it.</summary>
    public void BreakAll()
    {
        _drill.Story.Tell(Speaker.Fault, $"nothing serves on any of {_drill.Twin.Machines.Count} web servers any more");
        foreach (LightMachine machine in _drill.Twin.Machines.OfType<LightMachine>())
        {
            Take(machine.Id);
            machine.Break();
            machine.Crash();
        }
    }

    /// <summary>kill -9 of a web server.</summary>
    public void Crash(string instanceId)
    {
        TwinMachine machine = Take(instanceId);
        _drill.Story.Tell(Speaker.Fault, $"kill -9 of web server {machine.Id} in zone {machine.Spec.Zone} ({machine.Handle})");
        machine.Crash();
    }

    /// <summary>kill -STOP of a web server.</summary>
    public void Hang(string instanceId)
    {
        TwinMachine machine = Take(instanceId);
        _drill.Story.Tell(Speaker.Fault, $"kill -STOP of web server {machine.Id} in zone {machine.Spec.Zone} ({machine.Handle}): it "
            + "accepts connections and never answers");
        _drill.Twin.WebServer(instanceId).Process.Pause();
    }

    /// <summary>A web server stands still and goes on in turns, until it is restarted.</summary>
    public void Stutter(string instanceId, TimeSpan still, TimeSpan running)
    {
        TwinMachine machine = Take(instanceId);
        _drill.Story.Tell(
            Speaker.Fault,
            $"web server {machine.Id} ({machine.Handle}) from now on stands still for {still.TotalSeconds:0.##} s and runs for "
                + $"{running.TotalSeconds:0.##} s in turns");
        _drill.Alongside(_drill.Twin.WebServer(instanceId).StutterAsync(still, running, _drill.Ending));
    }

    /// <summary>Spoils the disk of a web server and kills it: only a reimage helps.</summary>
    public void Poison(string instanceId)
    {
        _drill.Story.Tell(
            Speaker.Fault, $"the disk of web server {instanceId} is damaged: its web application will not start from it any more");
        _drill.Twin.WebServer(instanceId).DamageDisk();
        Crash(instanceId);
    }

    /// <summary>Breaks what is below a web server and kills it: only another machine helps.</summary>
    public void BreakHost(string instanceId)
    {
        _drill.Story.Tell(Speaker.Fault, $"the host below web server {instanceId} is broken: nothing will run on it any more");
        _drill.Twin.WebServer(instanceId).BreakHost();
        Crash(instanceId);
    }

    /// <summary>Ends the hang of a web server: it goes on as if nothing had been.</summary>
    public void ComeRound(string instanceId)
    {
        _drill.Story.Tell(Speaker.Fault, $"web server {instanceId} goes on by itself");
        _drill.Twin.WebServer(instanceId).Process.Continue();
    }

    /// <summary>Something is done to the database, or to the way to it.</summary>
    public void BreakDatabase(string what)
    {
        _affected.Add(IncidentKey.Database);
        _drill.Story.Tell(Speaker.Fault, what);
    }

    private TwinMachine Take(string instanceId)
    {
        _affected.Add(instanceId);
        return _drill.Twin.Machine(instanceId);
    }
}
