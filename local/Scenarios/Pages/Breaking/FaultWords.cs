using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Pages.Breaking;

/// <summary>Says why a fault cannot be done, and what to do instead.</summary>
internal static class FaultWords
{
    /// <summary>True for what there are several of, so that a number has to say which.</summary>
    public static bool IsNumbered(FaultPlace place) => place is FaultPlace.WebServer or FaultPlace.Zone;

    /// <summary>The stack has no such part; null when it has.</summary>
    public static string? Lacking(FaultPlace place, Twin twin) => place switch
    {
        FaultPlace.Database when twin.Database is null => "This stack has no database. The whole one has: build it anew.",
        FaultPlace.Cache when twin.Cache is null => Without("cache", "--cache"),
        FaultPlace.Files when twin.Files is null => Without("storage of files", "--files"),
        FaultPlace.SignIn when twin.SignIn is null => Without("sign-in", "--sign-in"),
        _ => null,
    };

    /// <summary>There is no web server, or no zone, of this number.</summary>
    public static string NoSuchTarget(FaultPlace place, IReadOnlyList<string> targets) =>
        $"There is no such {NounOf(place)}. Give one of {string.Join(", ", targets)} as ?target=, such as ?target={targets[0]}.";

    /// <summary>It makes no sense at this moment.</summary>
    /// <param name="possible">What makes sense on the same part.</param>
    public static string NotNow(StackFault fault, string target, IReadOnlyList<StackFault> possible)
    {
        string what = IsNumbered(fault.Place) ? $"{NounOf(fault.Place)} {target}" : NounOf(fault.Place);
        string instead = possible.Count == 0
            ? "nothing can be done to it before it is repaired."
            : $"what can be done: {string.Join(", ", possible.Select(other => $"\u201c{other.Label}\u201d"))}.";
        return $"\u201c{fault.Label}\u201d makes no sense for {what} as it is now; {instead}";
    }

    private static string Without(string part, string option) =>
        $"This stack has no {part}. ./steadfast up {option} has one; after a story, build the whole stack anew.";

    private static string NounOf(FaultPlace place) => place switch
    {
        FaultPlace.WebServer => "web server",
        FaultPlace.Zone => "zone",
        FaultPlace.Database => "the database",
        FaultPlace.Cache => "the cache",
        FaultPlace.Files => "the storage of files",
        FaultPlace.SignIn => "the sign-in",
        FaultPlace.Automation => "the automation",
        _ => "Azure itself",
    };
}
