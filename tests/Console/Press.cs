namespace Steadfast.Console.Tests;

/// <summary>A button of the twin's page that breaks something.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="Part">The part of the page that it stands in.</param>
/// <param name="Told">What is told of it.</param>
internal sealed record Press(string Fault, string Part, string Told)
{
    /// <summary>How the part is seen to be while it lasts; null when that is over too soon, or does not show.</summary>
    public string? Seen { get; init; }

    /// <summary>The button that undoes it; null when it ends by itself, or is repaired.</summary>
    public string? Undo { get; init; }

    /// <summary>What is told of the repair; null for what needs none.</summary>
    public string? Repaired { get; init; }

    /// <summary>Those of web servers, of Azure and of the automation, in an order in which none stands in the way of the next.</summary>
    public static IReadOnlyList<Press> OfServers { get; } =
    [
        new("throttle", "Platform", "answers the next 20 requests with 429"),
        new("stick", "Platform", "will be accepted and never get on") { Undo = "release" },
        new("no-capacity", "Platform", "the region has no room") { Undo = "capacity" },
        new("lose-alerts", "Platform", "alerts are raised and reach nobody") { Undo = "send-alerts" },
        // The repair after it has two operations: one that fails, and another.
        new("fail", "Platform", "will be accepted and fail"),
        new("kill", "server-1", "kill -9 of web server 1") { Repaired = "accepted the restart of instance 1" },
        new("hang", "server-2", "kill -STOP of web server 2") { Seen = "hangs", Undo = "go-on" },
        new("slow", "server-3", "stands still most of the time") { Repaired = "accepted the restart of instance 3" },
        new("errors", "server-1", "answers everything with 500") { Seen = "answers 500", Repaired = "accepted the restart of instance 1" },
        new("poison", "server-2", "the disk of web server 2") { Seen = "is dead", Repaired = "accepted the reimage of instance 2" },
        new("zone-loss", "zone-3", "zone 3 is lost") { Seen = "is dead", Undo = "zone-back" },
        new("host", "server-1", "the host below web server 1") { Seen = "is dead", Repaired = "serves in its place; deleting instance 1" },
        new("app-kill", "Automation", "kill -9 of the Function App") { Repaired = "goes on where it was" },
    ];

    /// <summary>Those of the database, and of what web servers use beside it.</summary>
    public static IReadOnlyList<Press> OfData { get; } =
    [
        new("cache-kill", "Cache", "kill -9 of the cache") { Seen = "is dead", Undo = "cache-back" },
        new("cache-hang", "Cache", "kill -STOP of the cache") { Seen = "hangs", Undo = "cache-back" },
        new("cache-full", "Cache", "is full: it takes nothing more") { Undo = "cache-back" },
        new("cache-failover", "Cache", "kill -9 of the primary of the cache") { Seen = "is dead", Undo = "cache-back" },
        new("files-kill", "Files", "kill -9 of the storage of files") { Seen = "is dead", Undo = "files-back" },
        new("files-hang", "Files", "kill -STOP of the storage of files") { Seen = "hangs", Undo = "files-back" },
        new("sign-in-kill", "SignIn", "kill -9 of the provider of the sign-in") { Seen = "is dead", Undo = "sign-in-back" },
        new("sign-in-hang", "SignIn", "kill -STOP of the provider of the sign-in") { Seen = "hangs", Undo = "sign-in-back" },
        new("slow-ways", "database", "80 ms late") { Undo = "mend-ways" },
        new("cut-app", "database", "the way of the Function App to the database is cut") { Undo = "mend-ways" },
        new("cut-web", "database", "the way of every web server to the database is cut") { Undo = "mend-ways" },
        new("standby-lag", "database", "receives what is written and does not apply it") { Undo = "standby-catch-up" },
        new("standby-kill", "database", "kill -9 of the standby") { Seen = "is dead", Repaired = "high availability Healthy" },
        new("primary-kill", "database", "kill -9 of the primary") { Repaired = "high availability Healthy" },
        new("read-only", "database", "is made read-only") { Repaired = "high availability Healthy" },
        new("disk-full", "database", "is full") { Repaired = "high availability Healthy" },
        // As long as it hangs: the platform takes it out of service, and it is made anew.
        new("primary-hang", "database", "kill -STOP of the primary") { Seen = "hangs", Undo = "primary-go-on" },
    ];
}
