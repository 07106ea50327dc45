"""The instance document of a node of a Uniform scale set; all primitives are strings."""

import uuid

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
GROUP = "lab"


def document(state, address, node):
    return {"compute": compute(state, node) | node.get("compute", {}), "network": network(address, node)}


def compute(state, node):
    sets = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets"
    image = {"publisher": "microsoft-dsvm", "offer": "ubuntu-2204", "sku": "2204-gen2", "version": "25.05.19"}
    return image | {
        "azEnvironment": "AzurePublicCloud",
        "location": "westeurope",
        "subscriptionId": SUBSCRIPTION,
        "resourceGroupName": GROUP,
        "resourceId": f"{sets}/{state.scale_set}/virtualMachines/{node['instanceId']}",
        "name": node["name"],
        "vmId": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{node['name']}.lab")),
        "vmScaleSetName": state.scale_set,
        # Present and empty: how a Uniform instance is told from a Flexible one.
        "virtualMachineScaleSet": {"id": ""},
        "vmSize": "Standard_D2s_v3",
        "osType": "Linux",
        "provider": "Microsoft.Compute",
        "licenseType": "",
        "zone": "",
        "platformFaultDomain": "0",
        "platformUpdateDomain": "0",
        "placementGroupId": str(uuid.uuid5(uuid.NAMESPACE_DNS, "group.lab")),
        "priority": "Regular",
        "evictionPolicy": "",
        "tags": "pool:lab",
        "tagsList": [{"name": "pool", "value": "lab"}],
        "userData": "",
        "customData": "",
        "osProfile": {
            "adminUsername": "azureuser",
            "computerName": node["computerName"],
            "disablePasswordAuthentication": "false",
        },
        "publicKeys": [],
        "plan": {"name": "", "product": "", "publisher": ""},
        "securityProfile": {"secureBootEnabled": "false", "virtualTpmEnabled": "false", "encryptionAtHost": "false"},
        "isHostCompatibilityLayerVm": "false",
        "storageProfile": {
            "imageReference": image | {"id": ""},
            "osDisk": {"createOption": "FromImage", "osType": "Linux", "name": f"{node['name']}_os"},
            "dataDisks": [],
            "resourceDisk": {"size": "0"},
        },
    }


def network(address, node):
    subnet = address.rsplit(".", 1)[0] + ".0"
    return {
        "interface": [
            {
                "ipv4": {
                    "ipAddress": [{"privateIpAddress": address, "publicIpAddress": ""}],
                    "subnet": [{"address": subnet, "prefix": "24"}],
                },
                "ipv6": {"ipAddress": []},
                "macAddress": node["mac"].replace(":", "").upper(),
            }
        ]
    }
