namespace Steadfast.WebApp.Home;

/// <summary>Writes a time span as people say it: the two largest units.</summary>
internal static class UptimeText
{
    public static string Of(TimeSpan uptime) => uptime switch
    {
        { TotalMinutes: < 1 } => $"{uptime.Seconds} s",
        { TotalHours: < 1 } => $"{uptime.Minutes} min {uptime.Seconds} s",
        { TotalDays: < 1 } => $"{uptime.Hours} h {uptime.Minutes} min",
        _ => $"{uptime.Days} d {uptime.Hours} h",
    };
}
