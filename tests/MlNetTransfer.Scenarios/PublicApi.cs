using System.Reflection;
using System.Text;

namespace MlNetTransfer.Scenarios;

/// <summary>Writes the public surface of an assembly as text, one member a line, in a stable order.</summary>
internal static class PublicApi
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Describe(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(NameOf(type)).Append(Bases(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt64(Enum.Parse(type, n), null)}");
        }

        IEnumerable<string> constructors = type.GetConstructors(Declared).Select(c => $"ctor({Parameters(c)})");
        IEnumerable<string> fields = type.GetFields(Declared).Select(f => $"field {NameOf(f.FieldType)} {f.Name}");
        IEnumerable<string> properties = type.GetProperties(Declared).Select(p =>
            $"{(p.GetAccessors().Any(a => a.IsStatic) ? "static " : "")}property {NameOf(p.PropertyType)} {p.Name} {{ {(p.CanRead ? "get; " : "")}{(p.SetMethod?.IsPublic == true ? "set; " : "")}}}");
        IEnumerable<string> methods = type.GetMethods(Declared)
            .Where(m => !m.IsSpecialName && !m.Name.Contains('<', StringComparison.Ordinal) && m.Name is not ("PrintMembers" or "Deconstruct" or "GetHashCode" or "ToString" or "Equals"))
            .Select(m => $"{(m.IsStatic ? "static " : "")}{NameOf(m.ReturnType)} {m.Name}({Parameters(m)})");
        return constructors.Concat(fields).Concat(properties).Concat(methods);
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        NameOf(p.ParameterType) + (Nullability.Create(p).WriteState == NullabilityState.Nullable && !p.ParameterType.IsValueType ? "?" : "")
        + " " + p.Name + (p.HasDefaultValue ? " = " + (p.DefaultValue ?? "default") : "")));

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsInterface ? "interface"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + "class";

    private static string Bases(Type type) =>
        type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum) ? " : " + NameOf(b) : "";

    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        if (type.IsByRef)
        {
            return "ref " + NameOf(type.GetElementType()!);
        }

        string name = type.Namespace?.StartsWith("MlNetTransfer", StringComparison.Ordinal) == true && type.FullName is not null ? type.FullName : type.Name;
        return type.IsGenericType
            ? name.Split('`', '[')[0] + "<" + string.Join(", ", type.GetGenericArguments().Select(NameOf)) + ">"
            : name;
    }
}
