using System.Text.Json;

namespace Steadfast.WebApp.Database;

/// <summary>The database could not do it. Carries a kind and no text of the server, which may name hosts and accounts.</summary>
internal sealed class DatabaseFailureException(FailureKind kind, Exception? cause = null) : Exception($"The database could not do it: {CodeOf(kind)}.", cause)
{
    /// <summary>Cause of the failure.</summary>
    public FailureKind Kind => kind;

    /// <summary>True when it may be the fault of an old connection alone.</summary>
    public bool IsOfOldConnection { get; init; }

    /// <summary>The kind as clients and operators see it, for example <c>readOnly</c>.</summary>
    public static string CodeOf(FailureKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
