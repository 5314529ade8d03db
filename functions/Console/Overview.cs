using System.Text.Json.Serialization;
using Steadfast.Functions.Database;
using Steadfast.Functions.Http;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Console;

/// <summary>Everything that somebody on call sees first, as <c>GET /api/overview</c> shows it.</summary>
/// <param name="Stack">Which stack it is.</param>
/// <param name="SignIn">How the people who give orders are known.</param>
/// <param name="Automation">The state of the automation.</param>
/// <param name="Open">The open incidents, those first that wait for a person, then the oldest; at most 50, without steps and
/// evidence.</param>
/// <param name="OpenTotal">How many are open.</param>
/// <param name="Tier">The web servers at the newest look; null before the first.</param>
/// <param name="Database">The database at the newest look; null before the first, and when the stack has none.</param>
/// <param name="Links">Further pages that the console links to.</param>
public sealed record Overview(
    StackNames Stack,
    OperatorSignIn SignIn,
    AutomationView Automation,
    IReadOnlyList<OpenIncident> Open,
    int OpenTotal,
    TierView? Tier,
    DatabaseResponse? Database,
    IReadOnlyList<ConsoleLink> Links);

/// <summary>Which stack is looked after.</summary>
/// <param name="Subscription">Its subscription.</param>
/// <param name="ResourceGroup">Its resource group.</param>
/// <param name="ScaleSet">Its scale set.</param>
/// <param name="LoadBalancer">Its load balancer.</param>
/// <param name="Database">Its database; null when it has none.</param>
public sealed record StackNames(string Subscription, string ResourceGroup, string ScaleSet, string LoadBalancer, string? Database)
{
    /// <summary>Reads the names of a stack.</summary>
    public static StackNames Of(StackOptions stack) =>
        new(stack.SubscriptionId, stack.ResourceGroup, stack.ScaleSet, stack.LoadBalancer, stack.HasDatabase ? stack.DatabaseServer : null);
}

/// <summary>An open incident and what it waits for.</summary>
/// <param name="Record">Its record, without steps and evidence.</param>
/// <param name="Outlook">What it waits for, and what comes then.</param>
public sealed record OpenIncident(IncidentRecord Record, IncidentOutlook Outlook);

/// <summary>The web servers at one moment.</summary>
/// <param name="At">When they were looked at, UTC.</param>
/// <param name="Problem">Why the scale set could not be read; null when it could.</param>
/// <param name="Fleet">They, counted.</param>
/// <param name="Deployment">Whether a deployment changes the scale set: bad while one does.</param>
/// <param name="Instances">Each of them.</param>
/// <param name="Cache">State of the cache, as they say.</param>
/// <param name="Files">State of the storage of files, as they say.</param>
public sealed record TierView(
    DateTimeOffset At, string? Problem, Fleet Fleet, CheckResult Deployment, IReadOnlyList<InstanceView> Instances,
    DependencyCount Cache, DependencyCount Files)
{
    /// <summary>Reads the web servers of a look.</summary>
    public static TierView Of(TierObservation seen) => new(
        seen.At, seen.Platform.Verdict == Verdict.Good ? null : seen.Platform.Detail, seen.Fleet(), seen.Deployment,
        [.. seen.Instances.Select(InstanceView.Of)],
        DependencyCount.Of(seen.Instances, status => status.Cache), DependencyCount.Of(seen.Instances, status => status.Files));
}

/// <summary>
/// Counts what the web servers say of something that they use and can do without: the cache, or the storage of files. It is shown, and is
/// no vote: no web server is better for being repaired because of it.
/// </summary>
/// <param name="Used">How many use it.</param>
/// <param name="Away">How many cannot.</param>
/// <param name="Without">How many run without one.</param>
/// <param name="Unknown">How many do not say, or could not be asked.</param>
/// <param name="AwayFor">Numbers of those that cannot use it, the first twenty.</param>
public sealed record DependencyCount(int Used, int Away, int Without, int Unknown, IReadOnlyList<string> AwayFor)
{
    private const int MaxNamed = 20;

    /// <summary>Counts what the instances say.</summary>
    /// <param name="view">Takes from an instance's word what is counted.</param>
    internal static DependencyCount Of(IReadOnlyList<InstanceObservation> instances, Func<InstanceStatusReading, DependencyView> view)
    {
        ILookup<DependencyView, string> said = instances.ToLookup(instance => view(instance.Status), instance => instance.Id);
        string[] away = [.. said[DependencyView.Away]];
        return new(
            said[DependencyView.Used].Count(), away.Length, said[DependencyView.None].Count(), said[DependencyView.Unknown].Count(),
            [.. away.Take(MaxNamed)]);
    }
}

/// <summary>State of an instance.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstanceState>))]
public enum InstanceState
{
    /// <summary>At least two observers agree on nothing.</summary>
    Unknown,

    /// <summary>It serves.</summary>
    Serving,

    /// <summary>It does not serve.</summary>
    NotServing,

    /// <summary>The platform is working on it.</summary>
    Changing,

    /// <summary>Its machine is off.</summary>
    Off,
}

/// <summary>One instance at one moment.</summary>
/// <param name="Id">Number of the instance in the scale set.</param>
/// <param name="Zone">Availability zone, or null.</param>
/// <param name="Address">Private address, or null when it could not be read.</param>
/// <param name="State">How it is.</param>
/// <param name="Provisioning">What the platform says of it.</param>
/// <param name="Probe">The balancer's probe.</param>
/// <param name="Answer">What it answers when asked directly.</param>
/// <param name="Health">The health extension inside the machine.</param>
/// <param name="Database">How it sees the database.</param>
public sealed record InstanceView(
    string Id, string? Zone, string? Address, InstanceState State, string Provisioning,
    CheckResult Probe, CheckResult Answer, CheckResult Health, DatabaseView Database)
{
    /// <summary>Reads one instance of a look.</summary>
    public static InstanceView Of(InstanceObservation seen) => new(
        seen.Id, seen.Zone, seen.Address, StateOf(seen), seen.Off ?? seen.ProvisioningState,
        seen.Probe, seen.Answer, seen.Health, seen.Status.Database);

    private static InstanceState StateOf(InstanceObservation seen) => seen switch
    {
        { Off: not null } => InstanceState.Off,
        { IsWell: true } => InstanceState.Serving,
        { IsChanging: true } => InstanceState.Changing,
        { IsSick: true } => InstanceState.NotServing,
        _ => InstanceState.Unknown,
    };
}
