namespace Platform.Benchmarks.Validation;

/// <summary>The same rules as somebody in a hurry for speed would write them: no failure is described, and nothing is general.</summary>
internal static class HandWritten
{
    public static bool IsValid(TypedOrder order)
    {
        if (string.IsNullOrWhiteSpace(order.Reference) || order.Reference.Length < 4 || order.Reference.Length > 64)
            return false;
        if (order.Customer is null || !IsValid(order.Customer))
            return false;
        if (order.ShipTo is null || !IsValid(order.ShipTo))
            return false;
        if (order.Lines is null || order.Lines.Count < 1 || order.Lines.Count > 500)
            return false;
        foreach (var line in order.Lines)
        {
            if (line is null || !IsValid(line))
                return false;
        }
        if (order.Discount < 0 || order.Discount > 100)
            return false;
        return order.Note is null || order.Note.Length <= 2_000;
    }

    private static bool IsValid(TypedCustomer customer)
    {
        if (string.IsNullOrWhiteSpace(customer.Name) || customer.Name.Length > 200)
            return false;
        return !string.IsNullOrWhiteSpace(customer.Email) && customer.Email.Length <= 254 && IsEmail(customer.Email);
    }

    private static bool IsValid(TypedAddress address)
    {
        if (string.IsNullOrWhiteSpace(address.Street) || address.Street.Length > 200)
            return false;
        if (string.IsNullOrWhiteSpace(address.City) || address.City.Length > 100)
            return false;
        if (address.Zip is not null && address.Zip.Length > 12)
            return false;
        return !string.IsNullOrWhiteSpace(address.Country) && address.Country.Length == 2;
    }

    private static bool IsValid(TypedLine line)
    {
        if (string.IsNullOrWhiteSpace(line.Sku) || line.Sku.Length < 1 || line.Sku.Length > 64)
            return false;
        if (line.Quantity < 1 || line.Quantity > 999)
            return false;
        return line.Price >= 0.01 && line.Price <= 1_000_000.0;
    }

    private static bool IsEmail(string email)
    {
        if (email.AsSpan().ContainsAny('\r', '\n'))
            return false;
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at != email.Length - 1 && at == email.LastIndexOf('@');
    }
}
