using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Home;

/// <summary>Sentences of the page about the database.</summary>
internal static class DatabaseText
{
    /// <summary>In a word or two.</summary>
    public static string Of(DatabaseState state) => state switch
    {
        DatabaseState.Ok => "Connected",
        DatabaseState.Slow => "Slow",
        DatabaseState.ReadOnly => "Read-only",
        DatabaseState.Unreachable => "Away",
        _ => "None",
    };

    /// <summary>The color: good, poor or no judgement.</summary>
    public static string ClassOf(DatabaseState state) => state switch
    {
        DatabaseState.Ok => "good",
        DatabaseState.None => "plain",
        _ => "poor",
    };
}
