namespace Steadfast.Local.AzureEmulator;

/// <summary>Membership of the set that an operation needs while it runs.</summary>
internal enum MembershipUse
{
    /// <summary>Nothing: instances may come and go meanwhile.</summary>
    None,

    /// <summary>It changes it, and others may too: the delete of an instance.</summary>
    Changes,

    /// <summary>It counts on nobody else changing it: a change of the capacity.</summary>
    Owns,
}

/// <summary>An operation before it is accepted.</summary>
/// <param name="Kind">See <see cref="OperationKind"/>.</param>
/// <param name="Instances">The instances that it works on; it runs only when nothing else works on any of them.</param>
/// <param name="Act">Does the work; null means that it succeeded.</param>
internal sealed record OperationPlan(
    string Kind, IReadOnlyList<Instance> Instances, Func<Operation, CancellationToken, Task<OperationError?>> Act)
{
    public MembershipUse Membership { get; init; }

    /// <summary>True when the set itself is being updated meanwhile.</summary>
    public bool OnSet { get; init; }

    public Initiator By { get; init; }

    /// <summary>True when it needs machines that have a place: one that is deallocated is in its way.</summary>
    public bool NeedsPlaces { get; init; }

    /// <summary>State of the instances meanwhile.</summary>
    public string Provisioning { get; init; } = "updating";

    /// <summary>Done as the operation is accepted, before anyone is told.</summary>
    public Action Accepted { get; init; } = () => { };

    /// <summary>Done when it has ended, however it did, before anyone is told.</summary>
    public Action Ended { get; init; } = () => { };
}

/// <summary>Change that a scenario makes to operations of a kind: an error to end with, or something to wait for first.</summary>
internal sealed record OperationFault(OperationError? Error, Task? Stuck, string? Kind, int Times)
{
    public bool Hits(string kind) => Kind is null || Kind.Equals(kind, StringComparison.OrdinalIgnoreCase);
}
