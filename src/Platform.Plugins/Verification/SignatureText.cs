using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Platform.Plugins.Verification;

/// <summary>
/// Writes signatures as text that is the same on both sides of a reference: types by full name, without the assembly, since that may forward them; type
/// parameters by their place.
/// </summary>
internal sealed class SignatureText(AssemblyMetadata assembly) : ISignatureTypeProvider<string, object?>
{
    public static string Of(MethodSignature<string> signature) =>
        $"{(signature.Header.IsInstance ? "instance " : "")}{signature.ReturnType}({string.Join(", ", signature.ParameterTypes)}){(signature.GenericParameterCount > 0 ? $"`{signature.GenericParameterCount}" : "")}";

    /// <summary>As somebody would write it who calls it.</summary>
    public static string Readable(string type, string name, MethodSignature<string> signature) =>
        name == ".ctor" ? $"new {Short(type)}({string.Join(", ", signature.ParameterTypes.Select(Short))})" : $"{Short(type)}.{name}({string.Join(", ", signature.ParameterTypes.Select(Short))})";

    public static string Short(string type) => type[(type.LastIndexOf('.') + 1)..];

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Kind(rawTypeKind) + assembly.NameOf(handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Kind(rawTypeKind) + assembly.NameOf(handle);

    /// <summary>A class that became a struct is another type to whoever was built before (ECMA-335, II.23.2.12).</summary>
    private static string Kind(byte rawTypeKind) => rawTypeKind == (byte)SignatureTypeKind.ValueType ? "valuetype " : "";

    /// <summary>Only modifiers may name one; following it could go in a circle.</summary>
    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => "specification";

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

    public string GetFunctionPointerType(MethodSignature<string> signature) => $"method {Of(signature)}";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => isRequired
        ? $"{unmodifiedType} modreq({modifier})" : unmodifiedType;
}
