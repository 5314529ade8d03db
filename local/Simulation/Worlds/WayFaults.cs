using System.Text.Json.Nodes;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Faults;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>Faults on the ways out of the Function App: to the control plane, to web servers, and to whoever takes notices.</summary>
internal sealed class WayFaults(World world)
{
    // The SDK gives up waiting for one answer of the control plane after this time (ArmOptions).
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(15);

    private int _answersLost;
    private DateTimeOffset _planeAwayUntil;
    private bool _planeHangs;
    private DateTimeOffset _cutOffUntil;
    private string? _cutOffAddress;
    private DateTimeOffset _receiverAwayUntil;

    private DateTimeOffset Now => world.Clock.GetUtcNow();

    /// <summary>Begins a fault.</summary>
    /// <param name="target">The web server that it hits; null when there is none.</param>
    public void Begin(Fault fault, Instance? target)
    {
        switch (fault.Kind)
        {
            case FaultKind.AnswersLost:
                _answersLost = 1 + (fault.Amount % 3);
                break;
            case FaultKind.ControlPlaneAway:
                _planeAwayUntil = Now + (fault.Lasting / 2);
                _planeHangs = fault.Amount % 2 == 0;
                break;
            case FaultKind.MetricsEmpty:
                Action<JsonNode> emptied = fault.Amount % 2 == 0 ? WithoutSeries : WithoutValues;
                world.Azure.Answers.Tell(new("GET", "*/providers/Microsoft.Insights/metrics") { Json = emptied, Times = fault.Amount * 10 });
                break;
            case FaultKind.WebServersCutOff:
                _cutOffUntil = Now + (fault.Lasting / 2);
                _cutOffAddress = fault.Amount % 3 == 0 ? null : target?.Spec.PrivateIp;
                break;
            case FaultKind.ReceiverAway:
                _receiverAwayUntil = Now + fault.Lasting;
                break;
        }
    }

    /// <summary>Ends every fault.</summary>
    public void End()
    {
        _answersLost = 0;
        _planeAwayUntil = _cutOffUntil = _receiverAwayUntil = default;
    }

    /// <summary>Lets a request to the control plane pass, or fails as a way that does not lead there.</summary>
    public async Task PassToControlPlaneAsync(CancellationToken ct)
    {
        if (Now >= _planeAwayUntil)
        {
            return;
        }

        if (_planeHangs)
        {
            await Task.Delay(GivenUpAfter, world.Clock, ct);
            throw new TaskCanceledException("the control plane does not answer");
        }

        throw Unreachable("the control plane");
    }

    /// <summary>Lets the answer of the control plane pass, or loses it.</summary>
    public void PassAnswer(HttpRequestMessage request)
    {
        if (request.Method == HttpMethod.Get || _answersLost == 0)
        {
            return;
        }

        _answersLost--;
        world.Log.Tell("the answer is lost");
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "the connection to the control plane was cut");
    }

    /// <summary>Lets a request to a web server pass, or fails.</summary>
    public void PassToWebServer(HttpRequestMessage request)
    {
        if (Now < _cutOffUntil && (_cutOffAddress is null || _cutOffAddress == request.RequestUri!.Host))
        {
            throw Unreachable("the web server");
        }
    }

    /// <summary>Lets a notice pass, or fails.</summary>
    public void PassToReceiver()
    {
        if (Now < _receiverAwayUntil)
        {
            throw Unreachable("the receiver of notices");
        }
    }

    private static HttpRequestException Unreachable(string what) => new(HttpRequestError.ConnectionError, $"{what} cannot be reached");

    private static void WithoutSeries(JsonNode answer)
    {
        foreach (JsonNode? metric in answer["value"]!.AsArray())
        {
            metric!["timeseries"] = new JsonArray();
        }
    }

    private static void WithoutValues(JsonNode answer)
    {
        foreach (JsonNode? series in answer["value"]!.AsArray().SelectMany(metric => metric!["timeseries"]!.AsArray()))
        {
            series!["data"] = new JsonArray([.. series["data"]!.AsArray().Select(point => new JsonObject { ["timeStamp"] = point!["timeStamp"]!.DeepClone() })]);
        }
    }
}
