using System.Reflection;
using System.Text;
using Steadfast.Functions.Http;

namespace Steadfast.Docs.Tests;

/// <summary>Reads bodies as the triggers do.</summary>
internal static class Bodies
{
    /// <summary>What a trigger would say against a body; null when it would take it.</summary>
    public static string? Problem(string type, string body)
    {
        Type read = CodeDocs.Functions.GetTypes().Single(found => found.Name == type);
        return (string?)typeof(Bodies).GetMethod(nameof(Read), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(read).Invoke(null, [body]);
    }

    private static string? Read<T>(string body) where T : class, new() => StrictBody.Read<T>(Encoding.UTF8.GetBytes(body)).Problem;
}
