using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Steadfast.Local.Runtime.Tests.Contracts;

/// <summary>Writes the public and protected members of a type the way the facts files do. What the compiler makes, and overrides of object's methods, are left out.</summary>
internal static class MemberText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] ObjectMethods = ["Equals", "GetHashCode", "ToString"];

    public static IEnumerable<string> Of(Type type) =>
    [
        .. type.GetConstructors(Declared).Where(IsVisible).Where(IsWritten).Select(Constructor),
        .. type.GetProperties(Declared).Where(IsWritten).Select(Property).OfType<string>(),
        .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(Field),
        .. type.GetMethods(Declared).Where(IsVisible).Where(IsWritten).Select(Method),
    ];

    public static string Parameters(IEnumerable<ParameterInfo> parameters) => string.Join(", ", parameters.Select(Parameter));

    public static string Constraints(IEnumerable<Type> typeParameters) => string.Concat(typeParameters.Select(Constraint));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsWritten(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: true } accessor when !accessor.Name.StartsWith("op_", StringComparison.Ordinal) => false,
        MethodInfo method when ObjectMethods.Contains(method.Name) => false,
        // Every struct has this one, written or not.
        ConstructorInfo { DeclaringType.IsValueType: true } constructor when constructor.GetParameters().Length == 0 => false,
        PropertyInfo property => property.Name != "EqualityContract",
        _ => !member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && !member.Name.Contains('<', StringComparison.Ordinal),
    };

    private static string Constructor(ConstructorInfo constructor) =>
        $"{Access(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor.GetParameters())});";

    private static string Field(FieldInfo field)
    {
        string kind = field.IsLiteral ? "const " : field.IsStatic ? "static readonly " : "";
        string value = field.IsLiteral ? $" = {Value(field.GetRawConstantValue(), field.FieldType)}" : "";
        return $"{(field.IsPublic ? "public" : "protected")} {kind}{TypeText.Of(field)} {field.Name}{value};";
    }

    private static string? Property(PropertyInfo property)
    {
        var accessors = new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(IsVisible).ToList();
        if (accessors.Count == 0)
        {
            return null;
        }

        string names = string.Concat(accessors.Select(accessor => accessor == property.GetMethod ? "get; " : IsInit(accessor) ? "init; " : "set; "));
        return $"{Access(accessors[0])}{TypeText.Of(property)} {property.Name} {{ {names}}}";
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Method(MethodInfo method)
    {
        string parameters = Parameters(method.GetParameters());
        if (method.IsDefined(typeof(ExtensionAttribute)))
        {
            parameters = "this " + parameters;
        }

        string returns = TypeText.Of(method.ReturnParameter);
        string nameAndType = method.Name switch
        {
            "op_Implicit" => $"implicit operator {returns}",
            "op_Equality" => $"{returns} operator ==",
            "op_Inequality" => $"{returns} operator !=",
            var name => $"{returns} {name}{TypeParameters(method)}",
        };
        return $"{Access(method)}{nameAndType}({parameters}){Constraints(method.GetGenericArguments())};";
    }

    private static string TypeParameters(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(type => type.Name))}>" : "";

    private static string Access(MethodBase method)
    {
        if (method.DeclaringType!.IsInterface)
        {
            return "";
        }

        string access = method.IsPublic ? "public " : "protected ";
        return access + method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } when ((MethodInfo)method).GetBaseDefinition() != method => "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
    }

    private static string Parameter(ParameterInfo parameter)
    {
        string kind = parameter.IsOut ? "out " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        string value = parameter.HasDefaultValue ? $" = {Value(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        return $"{kind}{TypeText.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Value(object? value, Type type) => value switch
    {
        null when type.IsGenericParameter => "default",
        null when type.IsValueType && Nullable.GetUnderlyingType(type) is null => "default",
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraint(Type parameter)
    {
        List<string> parts = [];
        var special = parameter.GenericParameterAttributes;
        if (special.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            parts.Add("class");
        }

        parts.AddRange(parameter.GetGenericParameterConstraints().Select(TypeText.Of));
        if (parts.Count == 0 && TypeText.IsNotNull(parameter))
        {
            parts.Add("notnull");
        }

        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }
}
