using System.Globalization;

namespace Steadfast.WebApp.Cache;

/// <summary>Source of an answer.</summary>
internal enum AnswerSource
{
    /// <summary>From the cache; nothing was written since.</summary>
    Hit,

    /// <summary>From the database, and kept.</summary>
    Miss,

    /// <summary>From the database, because the cache cannot be used.</summary>
    Bypass,

    /// <summary>The last known one, because the database is away: something may have been written since.</summary>
    Stale,
}

/// <summary>An answer and where it comes from.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Source">Where from.</param>
internal sealed record CachedRead(CachedAnswer Answer, AnswerSource Source)
{
    /// <summary>Name of this cache in <c>Cache-Status</c>.</summary>
    public const string CacheName = "Steadfast";

    /// <summary>Says on the answer how old it is and where from (RFC 9211). A negative <c>ttl</c> marks the last known one.</summary>
    public void Mark(HttpContext context, TimeProvider clock)
    {
        int age = (int)Math.Max(0, (clock.GetUtcNow() - Answer.ReadAt).TotalSeconds);
        var headers = context.Response.Headers;
        headers["Cache-Status"] = Source switch
        {
            AnswerSource.Hit => $"{CacheName}; hit",
            AnswerSource.Miss => $"{CacheName}; fwd=miss; stored",
            AnswerSource.Bypass => $"{CacheName}; fwd=bypass; detail=away",
            _ => $"{CacheName}; hit; ttl=-{Math.Max(1, age)}; detail=databaseAway",
        };
        if (Source is AnswerSource.Hit or AnswerSource.Stale)
        {
            headers.Age = age.ToString(CultureInfo.InvariantCulture);
        }
    }
}
