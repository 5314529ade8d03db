namespace Steadfast.Conformance.Tests.Stage;

/// <summary>What runs the orchestrations, activities and entities.</summary>
public enum Backend
{
    /// <summary>The local runtime by itself.</summary>
    Plain,

    /// <summary>The local runtime behaving as Azure Storage does.</summary>
    Storage,

    /// <summary>DurableTask.Core on DurableTask.AzureStorage.</summary>
    Real,
}

/// <summary>All of them: what is said of one holds of the others.</summary>
public sealed class EveryBackend : TheoryData<Backend>
{
    public EveryBackend() => AddRange(Backend.Plain, Backend.Storage, Backend.Real);
}
