using System.Globalization;
using System.Runtime.CompilerServices;

namespace Steadfast.Local.Runtime.Tests.Contracts;

/// <summary>Writes the declaration of a type the way the facts files do.</summary>
internal static class HeaderText
{
    /// <summary>Modifiers, kind and name; of an enum and a delegate everything.</summary>
    public static string Of(Type type)
    {
        if (type.IsEnum)
        {
            var values = Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
            return $"public enum {type.Name} {{ {string.Join(", ", values)} }}";
        }

        if (IsDelegate(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"public delegate {TypeText.Of(invoke.ReturnParameter)} {TypeText.Of(type)}({MemberText.Parameters(invoke.GetParameters())});";
        }

        return $"public {Kind(type)} {TypeText.Of(type)}";
    }

    public static bool IsDelegate(Type type) => type.BaseType == typeof(MulticastDelegate);

    /// <summary>The base class, or null when it says nothing.</summary>
    public static string? BaseOf(Type type) =>
        type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? TypeText.Of(parent) : null;

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) ? "readonly struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract " + ClassOrRecord(type),
        { IsSealed: true } => "sealed " + ClassOrRecord(type),
        _ => ClassOrRecord(type),
    };

    private static string ClassOrRecord(Type type) => type.GetMethod("<Clone>$") is null ? "class" : "record";
}
