using System.Text.Json.Serialization;
using Steadfast.Functions.Durable;

namespace Steadfast.Functions.Notifications;

/// <summary>Holds the notices that wait to be told together, and those that were taken.</summary>
public sealed record NoticeGroups
{
    /// <summary>Gets the groups that collect.</summary>
    [JsonConverter(typeof(PackedList<NoticeGroup>))]
    public IReadOnlyList<NoticeGroup> Open { get; init; } = [];

    /// <summary>Gets the ids of the last notices, so that a repeated one is not taken again.</summary>
    public IReadOnlyList<string> Taken { get; init; } = [];

    /// <summary>Gets the last word on each alert at a receiver that wakes people, the newest last.</summary>
    [JsonConverter(typeof(PackedList<PagerWord>))]
    public IReadOnlyList<PagerWord> LastWords { get; init; } = [];
}

/// <summary>Collects notices of one kind and cause, from the first of them until none has come for a while.</summary>
/// <param name="Name">Kind and cause.</param>
/// <param name="Until">When those that were collected are told, UTC.</param>
/// <param name="Round">How often that was done already.</param>
public sealed record NoticeGroup(string Name, DateTime Until, int Round)
{
    private const int MaxSubjects = 20;
    private const int MaxIncidents = 300;

    /// <summary>Gets the first that was collected since; null when none was.</summary>
    public Notice? First { get; init; }

    /// <summary>Gets the number of notices that were collected since.</summary>
    public int Count { get; init; }

    /// <summary>Gets their subjects, the first 20.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>Gets their incidents, the first 300.</summary>
    public IReadOnlyList<string> Incidents { get; init; } = [];

    /// <summary>Collects one more.</summary>
    public NoticeGroup With(Notice notice) => this with
    {
        First = First ?? notice,
        Count = Count + 1,
        Subjects = [.. Subjects.Append(notice.Subject).Distinct().Take(MaxSubjects)],
        Incidents = [.. Incidents.Append(notice.IncidentId).OfType<string>().Take(MaxIncidents)],
    };

    /// <summary>Makes one notice of all that were collected. One that is alone stays as it is.</summary>
    public Notice? Summarize()
    {
        if (First is null || Count == 1)
        {
            return First;
        }

        string about = string.Join(", ", Subjects) + (Subjects.Count == MaxSubjects ? ", ..." : "");
        return First with
        {
            Id = $"{First.Id}-and-{Count - 1}-more",
            Subject = Subjects.Count == 1 ? First.Subject : $"{First.Subject} and others",
            Text = $"{Count} notices of one cause ({First.Cause}) about {about}. The first: {First.Text}",
            IncidentId = null,
            Key = null,
            Repeats = null,
            RepeatsKey = null,
            Count = Count,
            Incidents = Incidents,
        };
    }
}

/// <summary>Tells that the time of a group is over.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Until">The end that was meant; a group that goes on has another by then.</param>
public sealed record GroupEnd(string Group, DateTime Until);
