using System.Reflection;
using System.Text.Json;

namespace Steadfast.Functions.Http;

/// <summary>Names the fields that a body may have, and what their values must be, for the one who sent it.</summary>
internal static class BodyFields
{
    public static string[] Names<T>() => [.. typeof(T).GetProperties().Select(NameOf)];

    /// <summary>Lists the names of all fields in one text.</summary>
    public static string All<T>() => string.Join(", ", Names<T>());

    /// <summary>Says what is wrong with a value that its field cannot take, as part of a sentence.</summary>
    /// <param name="field">Name of the field; null when it is not known.</param>
    public static string Objection<T>(string? field) => TypeOf<T>(field) switch
    {
        { IsEnum: true } choice => $"none of {string.Join(", ", Enum.GetNames(choice).Select(JsonNamingPolicy.CamelCase.ConvertName))}",
        var type when type == typeof(bool) => "of the wrong type: give true or false",
        var type when type == typeof(int) => "of the wrong type: give a whole number",
        var type when type == typeof(string) => "of the wrong type: give a text",
        _ => "of the wrong type",
    };

    private static Type? TypeOf<T>(string? field)
    {
        Type? declared = Array.Find(typeof(T).GetProperties(), property => NameOf(property) == field)?.PropertyType;
        if (declared is null)
        {
            return null;
        }

        return Nullable.GetUnderlyingType(declared) ?? declared;
    }

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
