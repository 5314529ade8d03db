using System.Text.Json.Serialization;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Pages.Breaking;

/// <summary>A fault that a person can do to a running stack with one press of a button, or the end of one.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Place">Part of the stack that it is done to.</param>
/// <param name="Label">Text of the button.</param>
/// <param name="Hint">One sentence on what it does.</param>
/// <param name="CanBe">Tells whether it makes sense at this moment.</param>
/// <param name="DoAsync">Does it.</param>
internal sealed record StackFault(string Id, FaultPlace Place, string Label, string Hint, Func<FaultSite, bool> CanBe, Func<FaultSite, CancellationToken, Task> DoAsync)
{
    /// <summary>True when it puts something in order. Default no: it breaks something.</summary>
    public bool Mends { get; init; }
}

/// <summary>Part of the stack that a fault is done to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultPlace>))]
internal enum FaultPlace
{
    /// <summary>A web server, by its number.</summary>
    WebServer,

    /// <summary>A zone, by its number.</summary>
    Zone,

    /// <summary>The database.</summary>
    Database,

    /// <summary>Azure's own control plane and monitoring.</summary>
    Platform,

    /// <summary>The Function App.</summary>
    Automation,

    /// <summary>The cache.</summary>
    Cache,

    /// <summary>The storage of files.</summary>
    Files,

    /// <summary>The provider of the sign-in.</summary>
    SignIn,
}

/// <summary>Target of one fault, and what was done to the stack before.</summary>
/// <param name="Twin">The stack.</param>
/// <param name="Target">Number of the web server or of the zone; empty for what there is one of.</param>
/// <param name="Memory">Faults that last.</param>
/// <param name="Story">Log of what is done.</param>
internal sealed record FaultSite(Twin Twin, string Target, FaultMemory Memory, Story Story)
{
    /// <summary>The web server; null when there is none of this number, or when it has no process.</summary>
    public WebMachine? Web => Twin.Machines.OfType<WebMachine>().FirstOrDefault(machine => machine.Id == Target);

    /// <summary>The web servers of the zone.</summary>
    public IReadOnlyList<WebMachine> InZone => [.. Twin.Machines.OfType<WebMachine>().Where(machine => machine.Spec.Zone == Target)];

    /// <summary>Tells what is done.</summary>
    public void Tell(string what) => Story.Tell(Speaker.Fault, what);

    /// <summary>Tells what is put in order.</summary>
    public void TellMended(string what) => Story.Tell(Speaker.Person, what);
}

/// <summary>Faults that last until somebody ends them, where the part itself does not show them.</summary>
internal sealed class FaultMemory
{
    /// <summary>True while alerts reach nobody.</summary>
    public bool AlertsAreLost { get; set; }

    /// <summary>True while an operation of the platform is stuck, or the next one will be.</summary>
    public bool HasStuckOperation { get; set; }

    /// <summary>True while a way to the database is cut or slow.</summary>
    public bool WaysAreBroken { get; set; }

    /// <summary>Process of the cache whose room was taken; null while none has been.</summary>
    public int? FullCache { get; set; }

    /// <summary>Ends the lag of the standby; null while there is none.</summary>
    public IAsyncDisposable? Lag { get; set; }

    /// <summary>The processes that stand still and run in turns.</summary>
    public HashSet<int> Stuttering { get; } = [];
}
