using System.Net.Sockets;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Engine;

namespace Steadfast.Local.Simulation.Models;

/// <summary>The machines of a world, by address.</summary>
internal sealed class Fleet(WorldClock clock, Dice dice, EventLog log) : IMachineFactory
{
    private readonly Dictionary<string, Machine> _byAddress = [];
    private readonly HashSet<string> _dark = [];

    /// <summary>The time of the world.</summary>
    public WorldClock Clock => clock;

    /// <summary>The same, now.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The log of everything that happens.</summary>
    public EventLog Log => log;

    /// <summary>The database that the web servers use.</summary>
    public required DatabasePair Database { get; init; }

    /// <summary>Set: machines that are made from now on come with this.</summary>
    public (Sickness Sickness, Cure Cure)? BadImage { get; set; }

    /// <summary>Told of every request to a web server, and whether it serves.</summary>
    public event Action<string, bool>? Asked;

    /// <summary>True while a zone is away.</summary>
    public bool IsDark(string zone) => _dark.Contains(zone);

    /// <summary>A zone goes away or comes back.</summary>
    public void Darken(string zone, bool isDark)
    {
        log.Tell(isDark ? $"zone {zone} goes away" : $"zone {zone} comes back");
        if (isDark)
        {
            _dark.Add(zone);
        }
        else
        {
            _dark.Remove(zone);
        }
    }

    /// <summary>Time from the next start until the web server serves.</summary>
    public TimeSpan Boot() => dice.Between(Durations.BootFrom, Durations.BootTo);

    public IMachine Create(MachineSpec spec)
    {
        Machine machine = new(spec, this);
        _byAddress[spec.PrivateIp] = machine;
        if (BadImage is { } bad)
        {
            machine.Fall(bad.Sickness, bad.Cure, "BadImage");
        }

        return machine;
    }

    /// <summary>Answers a request to whatever has the address.</summary>
    public Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (!_byAddress.TryGetValue(request.RequestUri!.Host, out Machine? machine))
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "nobody", new SocketException((int)SocketError.HostUnreachable));
        }

        Asked?.Invoke(machine.Spec.InstanceId, machine.Serves);
        return machine.AnswerAsync(request, ct);
    }
}
