using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Simulation.Models;

/// <summary>A web server of a world.</summary>
internal sealed class Machine(MachineSpec spec, Fleet fleet) : IMachine
{
    private static readonly TimeSpan FlapPeriod = TimeSpan.FromSeconds(70);

    private DateTimeOffset _serveFrom;
    private DateTimeOffset _sickSince;
    private DateTimeOffset _sickUntil;

    /// <summary>Its number, zone and address.</summary>
    public MachineSpec Spec => spec;

    /// <summary>True while it has power.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Its fault.</summary>
    public Sickness Sickness { get; private set; }

    /// <summary>The least that would help.</summary>
    public Cure Cure { get; private set; }

    /// <summary>Name of the fault that made it sick last.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>Name of the fault that it suffers from at this moment; null when nothing is wrong with it, be it off or starting.</summary>
    public string? Fault
    {
        get
        {
            if (fleet.IsDark(spec.Zone))
            {
                return "ZoneLoss";
            }

            _ = Now;
            return Sickness == Sickness.None ? null : Cause;
        }
    }

    /// <summary>Its fault at this moment; one that flaps has none in between.</summary>
    public Sickness Now
    {
        get
        {
            DateTimeOffset now = fleet.Now;
            if (!IsOn || fleet.IsDark(spec.Zone) || now < _serveFrom)
            {
                return Sickness.Crashed;
            }

            if (Sickness != Sickness.None && Cure == Cure.Time && now >= _sickUntil)
            {
                Sickness = Sickness.None;
            }

            bool isUp = Sickness == Sickness.Flapping && ((now - _sickSince) / FlapPeriod) % 2 >= 1;
            return isUp ? Sickness.None : Sickness;
        }
    }

    /// <summary>True while it serves.</summary>
    public bool Serves => Now == Sickness.None;

    /// <summary>Makes it sick.</summary>
    /// <param name="cause">Name of the fault.</param>
    /// <param name="lasting">How long, when time cures it.</param>
    public void Fall(Sickness sickness, Cure cure, string cause, TimeSpan lasting = default)
    {
        (Sickness, Cure, Cause, _sickSince, _sickUntil) = (sickness, cure, cause, fleet.Now, fleet.Now + lasting);
        fleet.Log.Tell($"instance {spec.InstanceId} falls sick: {sickness}, cured by {cure}");
    }

    /// <summary>A person mends it.</summary>
    public void Mend() => Sickness = Sickness.None;

    /// <summary>It runs from the beginning.</summary>
    public void Begin() => IsOn = true;

    public Task StartAsync(CancellationToken ct)
    {
        IsOn = true;
        _serveFrom = fleet.Now + fleet.Boot();
        Heal(Cure.Restart);
        fleet.Log.Note("machine on", long.Parse(spec.InstanceId, CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken ct)
    {
        IsOn = false;
        fleet.Log.Note("machine off", long.Parse(spec.InstanceId, CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    public Task ReimageAsync(CancellationToken ct)
    {
        Heal(Cure.Reimage);
        return Task.CompletedTask;
    }

    public Task<bool> ProbeHealthAsync(CancellationToken ct) => Task.FromResult(Serves);

    public Task<IReadOnlyList<string>> LastOutputAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([$"web server of {spec.InstanceId}: {Now}"]);

    /// <summary>Answers a request as its state lets it.</summary>
    /// <exception cref="HttpRequestException">Nobody listens.</exception>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        switch (Now)
        {
            case Sickness.Crashed or Sickness.Flapping:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused));
            case Sickness.Hung or Sickness.Slow:
                await Task.Delay(TimeSpan.FromMinutes(2), fleet.Clock, ct);
                return new(HttpStatusCode.GatewayTimeout) { Content = new ByteArrayContent([]) };
            case Sickness.Failing:
                return new(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("failing") };
            default:
                return new(HttpStatusCode.OK) { Content = new StringContent(Text(request)) };
        }
    }

    private string Text(HttpRequestMessage request) => request.RequestUri!.AbsolutePath switch
    {
        "/status" => fleet.Database.StatusFor(spec.InstanceId),
        "/status/write" => fleet.Database.Trial(spec.InstanceId),
        "/status/requests" => "[]",
        _ => "ok",
    };

    private void Heal(Cure by)
    {
        if (Sickness != Sickness.None && Cure != Cure.Person && Cure <= by)
        {
            Sickness = Sickness.None;
        }
    }
}
