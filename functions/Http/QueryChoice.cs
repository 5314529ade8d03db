using Microsoft.AspNetCore.Http;

namespace Steadfast.Functions.Http;

/// <summary>Reads a query parameter that is one of a few words.</summary>
internal static class QueryChoice
{
    /// <summary>Reads it; true when it is absent (then <paramref name="value"/> is null) or names a value, whatever its case.</summary>
    public static bool TryRead<T>(HttpRequest request, string name, out T? value)
        where T : struct, Enum
    {
        value = null;
        string text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return true;
        }

        // By name only: a number would parse as well, and "1" is no word of the documented list.
        if (!Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        value = Enum.Parse<T>(text, ignoreCase: true);
        return true;
    }
}

/// <summary>Says yes or no, as a query spells it.</summary>
internal enum Choice
{
    False,
    True,
}
